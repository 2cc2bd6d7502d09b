// The demo's people.

export const PASSWORD = "xinqiao-demo";

/** The centre, the wall and those who see no orders' callers; liaisons are named after their unit. */
export type Account =
  | "jiexian"
  | "shenhe"
  | "huifang"
  | "banzhang"
  | "zhuren"
  | "daping"
  | "guanli"
  | "shenji"
  | "wanan"
  | "daru"
  | "gongyeyuan"
  | "anhuanban"
  | "xinjing";
