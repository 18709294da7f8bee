#include "ingest/forms/xml.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>

namespace cityaudit::ingest {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Walks the tags of a document, once, without allocating.
class TagScan {
 public:
  TagScan(std::string_view xml, const XmlLimits& limits) : xml_(xml), limits_(limits) {}

  XmlFault run() {
    while (at_ < xml_.size()) {
      const std::size_t tag = xml_.find('<', at_);
      const std::string_view text = xml_.substr(at_, tag == std::string_view::npos ? tag : tag - at_);
      if (depth_ == 0 && !trim(text).empty()) return XmlFault::malformed;
      if (tag == std::string_view::npos) break;
      at_ = tag + 1;
      if (const XmlFault fault = one_tag(); fault != XmlFault::none) return fault;
    }
    return depth_ == 0 && root_seen_ ? XmlFault::none : XmlFault::malformed;
  }

 private:
  XmlFault one_tag() {
    const std::string_view rest = xml_.substr(at_);
    if (rest.starts_with('?')) return skip_past("?>");
    if (rest.starts_with("!--")) return skip_past("-->", 3);
    if (rest.starts_with("![CDATA[")) return depth_ == 0 ? XmlFault::malformed : skip_past("]]>", 8);
    if (rest.starts_with('!')) {
      for (const std::string_view word : {"!DOCTYPE", "!ENTITY", "!ELEMENT", "!ATTLIST", "!NOTATION"})
        if (equals_ignoring_case(rest.substr(0, word.size()), word)) return XmlFault::dtd;
      return XmlFault::malformed;
    }
    if (rest.starts_with('/')) {
      if (depth_ == 0) return XmlFault::malformed;
      --depth_;
      return skip_past(">");
    }
    return open_tag();
  }

  XmlFault open_tag() {
    if (depth_ == 0 && root_seen_) return XmlFault::malformed;
    if (at_ >= xml_.size() || is_space(xml_[at_]) || xml_[at_] == '>') return XmlFault::malformed;
    root_seen_ = true;
    if (++nodes_ > limits_.nodes_max) return XmlFault::too_many_nodes;
    while (at_ < xml_.size()) {
      const char c = xml_[at_++];
      if (c == '>') {
        if (xml_[at_ - 2] != '/' && ++depth_ > limits_.depth_max) return XmlFault::too_deep;
        return XmlFault::none;
      }
      if (c == '<') return XmlFault::malformed;
      if (c != '"' && c != '\'') continue;
      if (++nodes_ > limits_.nodes_max) return XmlFault::too_many_nodes;
      const std::size_t end = xml_.find(c, at_);
      if (end == std::string_view::npos) return XmlFault::malformed;
      at_ = end + 1;
    }
    return XmlFault::malformed;
  }

  XmlFault skip_past(std::string_view end, std::size_t from = 1) {
    const std::size_t found = xml_.find(end, at_ + from);
    if (found == std::string_view::npos) return XmlFault::malformed;
    at_ = found + end.size();
    return XmlFault::none;
  }

  std::string_view xml_;
  const XmlLimits& limits_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t nodes_ = 0;
  bool root_seen_ = false;
};

bool is_high_surrogate(std::uint32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool is_low_surrogate(std::uint32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }
bool is_allowed(std::uint32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0x7F && c < 0x110000 && (c & 0xFFFE) != 0xFFFE && !(c >= 0xD800 && c <= 0xDFFF);
}

struct Reference {
  std::uint32_t character = 0;
  std::size_t length = 0;  // 0: not a character reference
};

Reference read_reference(std::string_view text) {
  if (!text.starts_with("&#")) return {};
  const bool hexadecimal = text.size() > 2 && text[2] == 'x';
  const char* begin = text.data() + (hexadecimal ? 3 : 2);
  std::uint32_t character = 0;
  const auto [end, fault] = std::from_chars(begin, text.data() + text.size(), character, hexadecimal ? 16 : 10);
  if (end == begin || end == text.data() + text.size() || *end != ';') return {};
  if (fault == std::errc::result_out_of_range) character = 0xFFFFFFFF;
  return {character, static_cast<std::size_t>(end - text.data()) + 1};
}

/// In place, since what is written is never longer than what it stands for. Returns the new length.
/// (A look-alike inside a CDATA section is treated the same; it loses nothing a person could read.)
std::size_t mend_references(char* text, std::size_t length) {
  const std::string_view in(text, length);
  std::size_t from = 0;
  std::size_t to = 0;
  while (from < length) {
    const std::size_t next = std::min(in.find("&#", from), length);
    std::memmove(text + to, text + from, next - from);
    to += next - from;
    from = next;
    if (from == length) break;
    Reference reference = read_reference(in.substr(from));
    if (reference.length == 0) {
      text[to++] = text[from++];
      continue;
    }
    if (is_high_surrogate(reference.character)) {
      const Reference second = read_reference(in.substr(from + reference.length));
      if (second.length != 0 && is_low_surrogate(second.character)) {
        reference.character = 0x10000 + ((reference.character - 0xD800) << 10) + (second.character - 0xDC00);
        reference.length += second.length;
      }
    }
    if (is_allowed(reference.character)) {
      std::array<char, 16> written{'&', '#'};
      char* end = std::to_chars(written.data() + 2, written.data() + written.size() - 1, reference.character).ptr;
      *end++ = ';';
      const auto size = static_cast<std::size_t>(end - written.data());
      // Decimal may be a digit longer than hexadecimal: then the reference is kept as it stands.
      const bool fits = size <= reference.length;
      std::memmove(text + to, fits ? written.data() : text + from, fits ? size : reference.length);
      to += fits ? size : reference.length;
    }
    from += reference.length;
  }
  return to;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F; }

/// Whether some of eight bytes is below 0x20 (line ends too) or 0x7F, without looking at each.
bool may_hold_control(const char* eight) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t high_bits = ones * 0x80;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const std::uint64_t delete_bytes = word ^ (ones * 0x7F);
  return (((word - ones * 0x20) & ~word) | ((delete_bytes - ones) & ~delete_bytes)) & high_bits;
}

void blank_control_characters(char* text, std::size_t length) {
  std::size_t at = 0;
  while (at < length) {
    if (at + 8 <= length && !may_hold_control(text + at)) {
      at += 8;
      continue;
    }
    for (const std::size_t end = std::min(at + 8, length); at < end; ++at)
      if (is_control(text[at])) text[at] = ' ';
  }
}

}  // namespace

XmlFault check_xml(std::string_view xml, const XmlLimits& limits) {
  if (xml.size() > limits.bytes_max) return XmlFault::too_large;
  if (xml.starts_with("\xEF\xBB\xBF")) xml.remove_prefix(3);
  if (xml.find('\0') != std::string_view::npos) return XmlFault::malformed;
  if (!is_valid_utf8(xml)) return XmlFault::not_utf8;
  return TagScan(xml, limits).run();
}

XmlFault XmlDocument::read(std::string_view xml, const XmlLimits& limits) {
  if (const XmlFault fault = check_xml(xml, limits); fault != XmlFault::none) return fault;
  buffer_ = std::make_unique_for_overwrite<char[]>(xml.size() + 1);
  std::memcpy(buffer_.get(), xml.data(), xml.size());
  std::size_t length = xml.size();
  blank_control_characters(buffer_.get(), length);
  if (xml.find("&#") != std::string_view::npos) length = mend_references(buffer_.get(), length);
  const auto parsed = document_.load_buffer_inplace(buffer_.get(), length, pugi::parse_default, pugi::encoding_utf8);
  if (!parsed || !document_.document_element()) return XmlFault::malformed;
  return XmlFault::none;
}

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

std::string_view namespace_of_prefix(pugi::xml_node node, std::string_view prefix) {
  for (; is_element(node); node = node.parent())
    for (const pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (!name.starts_with("xmlns")) continue;
      if (prefix.empty() ? name == "xmlns" : name.size() == prefix.size() + 6 && name[5] == ':' && name.substr(6) == prefix)
        return attribute.value();
    }
  return {};
}

}  // namespace cityaudit::ingest
