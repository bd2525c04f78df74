/* The server; `make size` writes others into a copy. Version: SOCKETS_TLS_VERSION_1_2 or _1_3. */
export const server = { port: 0, name: "echo.test", certificate: "", version: 0 };
