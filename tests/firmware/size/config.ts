/* The server, and the version of TLS; `make size` writes others into a copy. */
export const server = { port: 0, name: "echo.test", certificate: "", version: "1.3" };
