/** Which serial ports there are, for a setup page. */
import { readdir } from "node:fs/promises";
import { SerialPort } from "serialport";

export interface SerialPortFound {
  readonly path: string;
  /** The same port by a name that outlives a replug: "/dev/serial/by-id/usb-…". Linux with udev only. */
  readonly place?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly serial?: string | undefined;
  /** USB vendor and product, four hexadecimal digits each, in small letters. */
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

/**
 * Lists serial ports; an empty list when there is no way to ask. Never rejects: node-serialport needs the program
 * udevadm on Linux and fails without it, and then the ports are read off the device folder, without their makers.
 */
export async function listSerialPorts(): Promise<readonly SerialPortFound[]> {
  try {
    const ports = await SerialPort.list();
    return ports.map(({ path, pnpId, manufacturer, serialNumber, vendorId, productId }) => ({
      path,
      place: pnpId !== undefined && path.startsWith("/dev/") ? `/dev/serial/by-id/${pnpId}` : undefined,
      manufacturer,
      serial: serialNumber,
      vendorId: vendorId?.toLowerCase(),
      productId: productId?.toLowerCase(),
    }));
  } catch {
    const names = await readdir("/dev").catch(() => []);
    return names
      .filter((name) => /^tty(ACM|USB|AMA|WCH|MFD|XRUSB|S)[0-9]+$/.test(name))
      .sort()
      .map((name) => ({ path: `/dev/${name}` }));
  }
}
