import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "build/", "node_modules/"] },
  js.configs.recommended,
  {
    files: ["src/**/*.ts", "src/**/*.tsx"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }] },
  },
  {
    files: ["src/probe.js"],
    rules: { "no-unused-vars": ["error", { caughtErrors: "none" }] }, // ES5 has no catch without a name
    languageOptions: {
      ecmaVersion: 5,
      sourceType: "script",
      globals: { document: "readonly", window: "readonly", WebAssembly: "readonly", Uint8Array: "readonly", navigator: "readonly" },
    },
  },
  {
    files: ["*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
