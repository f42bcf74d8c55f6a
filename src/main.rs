mod failure;
mod secret;
mod sources;
mod text;

fn main() {}
