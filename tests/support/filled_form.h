#pragma once
// A form as a person fills it in: made from the form itself, the answers drawn from a seed. Pure; any thread.

#include "base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::tests {

struct FilePart {
  std::string name;  // the name that the instance uses
  std::string content_type = "image/jpeg";
  std::string bytes;
};

/// What a phone holds in its outbox.
struct FilledForm {
  std::string instance_id;  // "uuid:..."
  std::string xml;
  std::vector<FilePart> files;
};

struct FillOptions {
  std::uint64_t seed = 1;
  std::uint64_t index = 0;                         // form, seed and index give one instanceID and one set of answers
  std::vector<std::string> photos;                 // bytes; each question of a photo takes the next, in turn
  std::map<std::string, std::string> answers;      // by name or path of the question; empty leaves it unanswered
  std::map<std::string, std::string> attachments;  // the form's files by name: lists that select_one_from_file reads
};

/// Fills every question of an XForm: a choice of its list (inner, or in a CSV file, filtered by `[column = path]`),
/// a number of 1 to 3, a date, a place in Prague, words. It does not evaluate relevance or constraints.
Result<FilledForm> fill_form(std::string_view form_xml, const FillOptions& options);

/// The form of tests/data/forms/city-walk.xml without reading it: for load generators. `photo` may be empty.
FilledForm fill_bench_form(std::uint64_t seed, std::uint64_t index, std::string_view photo);

/// `photo` (a JPEG) with a comment segment that makes its bytes unique.
std::string unique_jpeg(std::string_view photo, std::string_view comment);

/// A valid JPEG of about `bytes` bytes: a small grey picture with padding segments. For load, where decoding is not the point.
std::string padded_jpeg(std::size_t bytes);

}  // namespace cityaudit::tests
