/// The format of results folders: increases when other versions cannot read the new one.
pub const FORMAT: u32 = 3;
