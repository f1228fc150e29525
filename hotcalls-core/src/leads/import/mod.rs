//! Reading leads from CSV as people export it.
mod decode;
mod header;
mod rows;
mod sniff;
