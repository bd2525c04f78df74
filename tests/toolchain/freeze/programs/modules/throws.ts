throw new Error("thrown while evaluated");
export {};
