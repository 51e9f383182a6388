/** How a configuration names a device. */
import { z } from "zod";

const id = z
  .string()
  .regex(/^(0x)?[0-9a-fA-F]{4}$/, 'four hexadecimal digits, as "tillside devices" shows them: "0c2e"')
  .transform((text) => text.replace(/^0x/, "").toLowerCase());

/** The parts of a zod object that name a device. All that is said must hold. */
export const choiceShape = {
  /** Where the system has it ("/dev/hidraw0", "COM5") or, better, what outlives a replug: a socket, a link by id. */
  path: z.string().min(1).optional(),
  vendorId: id.optional(),
  productId: id.optional(),
  serial: z.string().min(1).optional(),
};

export interface Choice {
  readonly path?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serial?: string | undefined;
}

/** A device as its system lists it. Numbers are four hexadecimal digits, in small letters. */
export interface Listed extends Choice {
  readonly path: string;
  readonly place?: string | undefined;
}

/** Whether the path, or vendor and product together, are said: enough to tell a device from others of its kind. */
export const isNamed = ({ path, vendorId, productId }: Choice): boolean =>
  path !== undefined || (vendorId !== undefined && productId !== undefined);

export function isMeant(device: Listed, { path, vendorId, productId, serial }: Choice): boolean {
  return (
    (path === undefined || path === device.path || path === device.place) &&
    (vendorId === undefined || vendorId === device.vendorId) &&
    (productId === undefined || productId === device.productId) &&
    (serial === undefined || serial === device.serial)
  );
}

/** "05f9:2206, serial number A1"; "" where nothing is said. */
export function choiceText({ path, vendorId, productId, serial }: Choice): string {
  const parts = [
    path,
    vendorId || productId ? `${vendorId ?? "any"}:${productId ?? "any"}` : undefined,
    serial && `serial number ${serial}`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}
