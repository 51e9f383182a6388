/** For tests: a program that prints to the port it is given, says how that went, and has nothing left to do. */
import { DeviceError } from "../device.ts";
import { print } from "./print.ts";
import { openTcpPrinter } from "./tcp.ts";

const link = openTcpPrinter({ host: "127.0.0.1", port: Number(process.argv[2]) });
const outcome = await print(link, Buffer.from("Grazie\n")).catch((error: unknown) =>
  error instanceof DeviceError ? error.code : error,
);
await link.close();
console.log(outcome);
