mod failure;
#[allow(dead_code)]
mod output;
mod secret;
mod sources;
mod text;

fn main() {}
