// Orders made by the API, for stories that are about what comes before or after them.

import { randomInt } from "node:crypto";

import type { Person } from "./person";

/** An order as far as the stories look at it. */
export interface Order {
  id: number;
  number: string;
  version: number;
  state: string;
  title: string;
  address: string;
}

/** A call of an ordinary day; a story names what matters to it. */
const CALL = {
  channel: "hotline_12345",
  nature: "complaint",
  urgency: "normal",
  topics: [] as string[],
  caller: { name: "陆建华", phone: "13912345678", anonymous: false, confidential: false },
  content: "楼下夜里十点以后还在装修，电钻声很响，家里老人无法休息。",
};

export type Call = Partial<typeof CALL> & { address?: string };

/** An address that no other order of this desk has. */
export function newAddress(road = "万安街"): string {
  return `${road}${randomInt(10_000_000)}号`;
}

export function takesACall(operator: Person, call: Call = {}): Promise<Order> {
  return operator.posts<Order>("/api/tickets", { address: newAddress(), ...CALL, ...call });
}

/** Takes a step on the order as it is now. */
export async function takesAStep(person: Person, order: Order, action: object): Promise<Order> {
  const { version } = await person.reads<Order>(`/api/tickets/${order.id}`);
  return person.posts<Order>(`/api/tickets/${order.id}/steps`, { version, action });
}

/** Somebody who reviews and dispatches sends an order on its way to a unit. */
export async function sendsTo(dispatcher: Person, order: Order, lead: string): Promise<Order> {
  await takesAStep(dispatcher, order, { verb: "approve" });
  return takesAStep(dispatcher, order, { verb: "dispatch", lead, assists: [] });
}
