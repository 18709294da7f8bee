#pragma once
// Digests and signatures that expressions ask for. Pure and thread-safe; what cannot be read gives an empty text.

#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// `algorithm` is MD5, SHA-1, SHA-256, SHA-384 or SHA-512, `encoding` base64 or hex; empty for others.
std::string digest_text(std::string_view text, std::string_view algorithm, std::string_view encoding);
/// The UTF-8 text that base64 stands for.
std::string decoded_base64(std::string_view base64);
/// The message of base64(64 bytes of Ed25519 signature + message), where `public_key` (base64) signed it; else empty.
std::string signed_text(std::string_view base64, std::string_view public_key);

}  // namespace cityaudit::ingest
