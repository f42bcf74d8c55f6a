# Written by packaging/generate. Use it as github:OWNER/copilot-token?dir=packaging/nix
{
  description = "Exchange a GitHub token for a Copilot session token, cache it, print it";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = build: nixpkgs.lib.genAttrs systems (system: build nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = "copilot-token";
          version = "0.1.0";
          src = ../..;
          cargoLock.lockFile = ../../Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests of the whole program need a network on loopback and programs of a whole machine.
          cargoTestFlags = [ "--bins" ];
          postInstall = ''
            installManPage man/copilot-token.1
            installShellCompletion completions/copilot-token.{bash,fish} completions/_copilot-token
          '';
          meta = {
            description = "Exchange a GitHub token for a Copilot session token, cache it, print it";
            homepage = "https://github.com/copilot-token/copilot-token";
            license = with pkgs.lib.licenses; [ mit asl20 ];
            mainProgram = "copilot-token";
          };
        };
      });
    };
}
