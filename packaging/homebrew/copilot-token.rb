# Written by packaging/generate.
# Awaits the first public release: its checksums are zeros, and its address is a placeholder.
class CopilotToken < Formula
  desc "Exchange a GitHub token for a Copilot session token, cache it, print it"
  homepage "https://github.com/copilot-token/copilot-token"
  version "0.1.0"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/copilot-token/copilot-token/releases/download/v0.1.0/copilot-token-0.1.0-aarch64-apple-darwin.tgz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
    on_intel do
      url "https://github.com/copilot-token/copilot-token/releases/download/v0.1.0/copilot-token-0.1.0-x86_64-apple-darwin.tgz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/copilot-token/copilot-token/releases/download/v0.1.0/copilot-token-0.1.0-aarch64-unknown-linux-musl.tgz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
    on_intel do
      url "https://github.com/copilot-token/copilot-token/releases/download/v0.1.0/copilot-token-0.1.0-x86_64-unknown-linux-musl.tgz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
  end

  def install
    bin.install "copilot-token"
    man1.install "man/copilot-token.1"
    bash_completion.install "completions/copilot-token.bash" => "copilot-token"
    fish_completion.install "completions/copilot-token.fish"
    zsh_completion.install "completions/_copilot-token"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/copilot-token --version")
  end
end
