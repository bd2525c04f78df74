// Types are checked strictly in TypeScript, which runs on devices; the mjs files are tools for node.
import js from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
	// native.js files hold XS's own syntax for host functions, which no JavaScript parser reads; the template's tsconfig needs
	// the package that tests/package installs.
	{ ignores: ["build/", "node_modules/", "**/native.js", "examples/template/"] },
	js.configs.recommended,
	{
		rules: {
			eqeqeq: "error",
			"no-shadow": ["error", { ignoreOnInitialization: true }],
			"no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
			"no-var": "error",
			"object-shorthand": "error",
			"prefer-const": "error",
		},
	},
	{
		files: ["**/*.mjs"],
		languageOptions: { globals: globals.node },
	},
	{
		files: ["hosts/sim/diagnostics/page/*.js"],
		languageOptions: { globals: globals.browser },
	},
	{
		files: ["**/*.ts"],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			"no-undef": "off", // tsc does it, and knows the engine's globals
			"no-shadow": "off",
			"no-unused-vars": "off",
			"@typescript-eslint/no-shadow": ["error", { ignoreOnInitialization: true }],
			"@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
			"@typescript-eslint/explicit-module-boundary-types": "error",
			// Types hold for TypeScript only: functions that JavaScript calls, too, convert what they are given.
			"@typescript-eslint/no-unnecessary-type-conversion": "off",
			// noUncheckedIndexedAccess asks for these where an index is known to be good.
			"@typescript-eslint/no-non-null-assertion": "off",
			"@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
			"@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
		},
	},
	{
		files: ["**/*.d.ts"],
		rules: { "no-var": "off" }, // the only way to declare a property of globalThis
	},
);
