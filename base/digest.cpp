#include "base/digest.h"

#include "base/ids.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>
#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace cityaudit {
namespace {

template <std::size_t N>
std::array<unsigned char, N> digest_of(const EVP_MD* algorithm, Bytes data) {
  std::array<unsigned char, N> out{};
  unsigned length = N;
  if (EVP_Digest(data.data(), data.size(), out.data(), &length, algorithm, nullptr) != 1) std::abort();
  return out;
}

Uuid as_uuid(std::array<unsigned char, 16> b, unsigned version) {
  b[6] = static_cast<unsigned char>((b[6] & 0x0f) | (version << 4));
  b[8] = static_cast<unsigned char>((b[8] & 0x3f) | 0x80);
  return {b};
}

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

Sha256 sha256(Bytes data) {
  static const EVP_MD* const algorithm = EVP_sha256();
  return {digest_of<32>(algorithm, data)};
}
std::array<unsigned char, 16> md5(Bytes data) { return digest_of<16>(EVP_md5(), data); }
std::array<unsigned char, 20> sha1(Bytes data) { return digest_of<20>(EVP_sha1(), data); }

Sha256 hmac_sha256(Bytes key, Bytes data) {
  Sha256 out;
  unsigned length = 32;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.value.data(), &length)) std::abort();
  return out;
}

std::array<unsigned char, 20> hmac_sha1(Bytes key, Bytes data) {
  std::array<unsigned char, 20> out{};
  unsigned length = 20;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.data(), &length)) std::abort();
  return out;
}

struct Sha256Stream::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    if (!context || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) std::abort();
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::update(Bytes piece) {
  if (EVP_DigestUpdate(state_->context, piece.data(), piece.size()) != 1) std::abort();
}

Sha256 Sha256Stream::finish() {
  Sha256 out;
  unsigned length = 32;
  if (EVP_DigestFinal_ex(state_->context, out.value.data(), &length) != 1) std::abort();
  return out;
}

std::string to_hex(Bytes data) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(data.size() * 2);
  for (const unsigned char b : data) {
    out += digits[b >> 4];
    out += digits[b & 15];
  }
  return out;
}

std::optional<Sha256> sha256_from_hex(std::string_view hex) {
  if (hex.size() != 64) return std::nullopt;
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  Sha256 out;
  for (std::size_t i = 0; i < 32; ++i) {
    const int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.value[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return out;
}

std::string to_base64(Bytes data) {
  std::string out((data.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), data.data(), static_cast<int>(data.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string to_base64url(Bytes data) {
  std::string out = to_base64(data);
  while (!out.empty() && out.back() == '=') out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  out.resize(static_cast<std::size_t>(length) - padding);
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void random_bytes(std::span<unsigned char> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = getrandom(out.data() + done, out.size() - done, 0);
    if (got < 0 && errno != EINTR) {
      std::perror("getrandom");
      std::abort();  // without randomness no token is a secret
    }
    if (got > 0) done += static_cast<std::size_t>(got);
  }
}

std::string to_string(const Uuid& uuid) {
  const std::string hex = to_hex(Bytes{uuid.value});
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' + hex.substr(20);
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid out;
  std::size_t at = 0;
  for (unsigned char& byte : out.value) {
    if (at == 8 || at == 13 || at == 18 || at == 23) {
      if (text[at++] != '-') return std::nullopt;
    }
    const int high = hex_digit(text[at]), low = hex_digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    byte = static_cast<unsigned char>(high * 16 + low);
    at += 2;
  }
  return out;
}

Uuid random_uuid() {
  std::array<unsigned char, 16> b{};
  random_bytes(b);
  return as_uuid(b, 4);
}

std::string uuid_v4() { return to_string(random_uuid()); }

std::string uuid_v5(std::string_view name_space, std::string_view name) {
  const std::optional<Uuid> parent = parse_uuid(name_space);
  std::string input;
  if (parent) input.assign(parent->value.begin(), parent->value.end());
  input += name;
  const auto full = sha1(bytes_of(input));
  std::array<unsigned char, 16> b{};
  std::copy_n(full.begin(), 16, b.begin());
  return to_string(as_uuid(b, 5));
}

std::string random_token() {
  std::array<unsigned char, 16> b{};
  random_bytes(b);
  return to_base64url(Bytes{b});
}

}  // namespace cityaudit
