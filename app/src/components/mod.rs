//! 部件: one per file, named as its stylesheet. Properties in, callbacks out; none of them fetches.

mod choice;
mod connection_mark;
mod dialog;
mod due_list;
mod empty;
mod evidence_form;
mod field;
mod icon;
mod key_sheet;
mod language_switch;
mod menu;
mod standing_mark;
mod state_chip;
mod story_list;
mod theme_switch;
mod ticket_card;
mod toasts;
mod unit_picker;

pub use choice::Choice;
pub use connection_mark::ConnectionMark;
pub use dialog::Dialog;
pub use due_list::DueList;
pub use empty::{Empty, Failed, Loading};
pub use evidence_form::{EvidenceForm, Finding};
pub use field::{Field, field_fault};
pub use icon::Icon;
pub use key_sheet::{KeyRow, KeySheet};
pub use language_switch::LanguageSwitch;
pub use menu::Menu;
pub use standing_mark::StandingMark;
pub use state_chip::StateChip;
pub use story_list::{StoryList, told};
pub use theme_switch::{ThemeSwitch, show_kept_theme};
pub use ticket_card::TicketCard;
pub use toasts::{Toasts, Tone, toast, toast_with_undo};
pub use unit_picker::UnitPicker;
