#include "ingest/answer_overlay.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

/// Bytes of the first `characters` characters of valid UTF-8; nothing when there are fewer.
std::optional<std::size_t> byte_of_character(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < characters; ++i) {
    if (at == text.size()) return std::nullopt;
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
  }
  return at;
}

/// The path of a new answer: names alone, and the place in each step.
Answer answer_at_path(std::string_view path, const std::string& value) {
  Answer answer;
  answer.value = value;
  bool root = true;
  for (const std::string_view step : split(path.substr(1), '/')) {
    const std::size_t bracket = step.find('[');
    answer.path += '/';
    answer.path += step.substr(0, bracket);
    if (!root)
      answer.positions.push_back(
          bracket == std::string_view::npos
              ? 1U
              : static_cast<std::uint32_t>(parse_integer(step.substr(bracket + 1, step.size() - bracket - 2)).value_or(1)));
    root = false;
  }
  return answer;
}

}  // namespace

bool stands_at(const Answer& answer, std::string_view path) {
  if (!path.starts_with('/')) return false;
  const Answer wanted = answer_at_path(path, {});
  return wanted.path == answer.path && wanted.positions == answer.positions;
}

std::optional<std::string_view> words_at(std::string_view text, std::size_t from, std::size_t to) {
  const auto start = byte_of_character(text, from);
  const auto end = byte_of_character(text, to);
  if (!start || !end || *end < *start) return std::nullopt;
  return text.substr(*start, *end - *start);
}

std::optional<std::string> with_words_replaced(std::string_view text, std::size_t from, std::size_t to, std::string_view by) {
  const auto words = words_at(text, from, to);
  if (!words) return std::nullopt;
  const auto start = static_cast<std::size_t>(words->data() - text.data());
  std::string out(text.substr(0, start));
  out += by;
  out += text.substr(start + words->size());
  return out;
}

AnswerOverlay AnswerOverlay::of(store::Transaction& tx, SubmissionId submission) {
  AnswerOverlay overlay;
  {
    store::Rows rows = tx.query(
        "SELECT path, value_before, value_after FROM correction WHERE submission_id = $1 AND undone_at IS NULL AND path <> '' ORDER BY id",
        submission);
    while (rows.next()) {
      const std::string path = rows.string(0);
      const auto known = std::find_if(overlay.corrections.begin(), overlay.corrections.end(),
                                      [&](const AnswerCorrection& each) { return each.path == path; });
      if (known != overlay.corrections.end())
        known->after = rows.string(2);
      else
        overlay.corrections.push_back({path, rows.string(1), rows.string(2)});
    }
  }
  store::Rows rows = tx.query(
      "SELECT uuid, path, from_character, to_character, kind, shown FROM word_cover WHERE submission_id = $1 AND undone_at IS NULL ORDER "
      "BY path, from_character",
      submission);
  while (rows.next())
    overlay.covers.push_back({rows.uuid(0), rows.string(1), static_cast<std::size_t>(rows.integer(2)),
                              static_cast<std::size_t>(rows.integer(3)), rows.string(4), rows.string(5)});
  return overlay;
}

void AnswerOverlay::apply(Answers& answers) const {
  for (const AnswerCorrection& correction : corrections) {
    const auto found = std::find_if(answers.begin(), answers.end(), [&](const Answer& each) { return stands_at(each, correction.path); });
    if (found != answers.end())
      found->value = correction.after;
    else
      answers.push_back(answer_at_path(correction.path, correction.after));
  }
  // From the end of an answer to its start, so that earlier places stay where they are.
  for (auto cover = covers.rbegin(); cover != covers.rend(); ++cover) {
    const auto found = std::find_if(answers.begin(), answers.end(), [&](const Answer& each) { return stands_at(each, cover->path); });
    if (found == answers.end()) continue;
    auto covered = with_words_replaced(trim(found->value), cover->from, cover->to, cover->shown);
    // Rather nothing than words that are to be covered.
    found->value = covered ? std::move(*covered) : cover->shown;
  }
}

const AnswerCorrection* AnswerOverlay::correction_at(std::string_view path) const {
  const auto found = std::find_if(corrections.begin(), corrections.end(), [&](const AnswerCorrection& each) { return each.path == path; });
  return found == corrections.end() ? nullptr : &*found;
}

std::vector<const WordCover*> AnswerOverlay::covers_at(std::string_view path) const {
  std::vector<const WordCover*> out;
  for (const WordCover& cover : covers)
    if (cover.path == path) out.push_back(&cover);
  return out;
}

}  // namespace cityaudit::ingest
