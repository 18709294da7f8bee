#pragma once
// What staff have put right in answers and which of their words are covered: laid over the answers whenever they are read for anybody
// but their sender. The stored instance stays byte for byte. Everything that reads answers goes through apply(). Thread-safe.

#include "ingest/forms/instance.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// Paths name places in repeats as pages do: "/data/photos[2]/caption".
struct AnswerCorrection {
  std::string path;
  std::string before, after;
};

struct WordCover {
  Uuid uuid;
  std::string path;
  std::size_t from = 0, to = 0;  // Unicode characters of the answer without spaces around it, `to` behind the last one
  std::string kind;              // words, name, status, address
  std::string shown;             // "▇▇▇", "[jméno]"
};

struct AnswerOverlay {
  std::vector<AnswerCorrection> corrections;
  std::vector<WordCover> covers;  // never overlapping; by path and place

  /// Those that stand.
  static AnswerOverlay of(store::Transaction& tx, SubmissionId submission);

  bool empty() const { return corrections.empty() && covers.empty(); }
  void apply(Answers& answers) const;
  const AnswerCorrection* correction_at(std::string_view path) const;
  std::vector<const WordCover*> covers_at(std::string_view path) const;
};

/// Whether the answer stands at that path; a step without a number is the first of its name.
bool stands_at(const Answer& answer, std::string_view path);

/// `text` with its characters from..to replaced; nothing when it has not so many.
std::optional<std::string> with_words_replaced(std::string_view text, std::size_t from, std::size_t to, std::string_view by);
/// The characters from..to; nothing when the text has not so many.
std::optional<std::string_view> words_at(std::string_view text, std::size_t from, std::size_t to);

}  // namespace cityaudit::ingest
