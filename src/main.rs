mod failure;
mod secret;
#[allow(dead_code)]
mod sources;
mod text;

fn main() {}
