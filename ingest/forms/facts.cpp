#include "ingest/forms/facts.h"

#include "base/text.h"
#include "ingest/forms/validation.h"

#include <unordered_set>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t file_name_bytes_max = 255;

bool is_plain_file_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.size() <= file_name_bytes_max &&
         name.find_first_of("/\\\t\r\n") == std::string_view::npos;
}

const Bind* find_preload(const FormDefinition& form, std::string_view preload, std::string_view parameter) {
  for (const Bind& bind : form.binds)
    if (bind.preload == preload && bind.preload_parameters == parameter) return &bind;
  return nullptr;
}

const Bind* find_role(const FormDefinition& form, Role role) {
  for (const Bind& bind : form.binds)
    if (bind.mapping.role == role) return &bind;
  return nullptr;
}

/// What ca:as="people" may be answered with.
bool is_people_word(std::string_view word) {
  return word == "none" || word == "not_identifiable" || word == "identifiable" || word == "minors";
}

/// What a person said of the people in a photo.
struct SaidOfPeople {
  std::string of;  // path of the photo; empty: of every photo of the repetition
  std::string repeat;
  std::string_view word;
};

std::vector<SaidOfPeople> said_of_people(const FormDefinition& form, const Answers& answers) {
  std::vector<SaidOfPeople> out;
  if (!find_role(form, Role::people)) return out;
  for (const Answer& answer : answers) {
    const Bind* bind = form.find_bind(answer.path);
    const std::string_view word = trim(answer.value);
    if (bind && bind->mapping.role == Role::people && is_people_word(word))
      out.push_back({bind->mapping.of, repeat_key(form, answer), word});
  }
  return out;
}

}  // namespace

std::vector<ExpectedAttachment> expected_attachments(const FormDefinition& form, const Answers& answers) {
  std::vector<ExpectedAttachment> out;
  const std::vector<SaidOfPeople> people = said_of_people(form, answers);
  std::unordered_set<std::string_view> names;
  for (const Answer& answer : answers) {
    const Control* control = form.find_control(answer.path);
    const Bind* bind = form.find_bind(answer.path);
    const bool is_upload = control && control->kind == ControlKind::upload;
    if (!is_upload && !(bind && bind->type == AnswerType::binary)) continue;
    const std::string_view name = trim(answer.value);
    if (!is_plain_file_name(name) || !names.insert(name).second) continue;
    const std::string mediatype = is_upload ? control->mediatype : std::string();
    ExpectedAttachment file{std::string(name), answer.path, repeat_key(form, answer), mediatype, mediatype.starts_with("image/"), {}, {}};
    if (bind) file.keep = bind->mapping.keep;
    for (const SaidOfPeople& said : people)
      if (said.repeat == file.repeat && (said.of.empty() || said.of == file.path)) file.people = said.word;
    out.push_back(std::move(file));
  }
  return out;
}

std::optional<UtcMillis> submitted_at(const FormDefinition& form, const Answers& answers) {
  for (const Bind* bind : {find_preload(form, "timestamp", "end"), find_role(form, Role::at), find_preload(form, "timestamp", "start")})
    if (bind)
      if (const auto time = parse_iso8601(answer_at(answers, bind->path))) return time;
  return std::nullopt;
}

std::optional<UtcMillis> finished_at(const FormDefinition& form, const Answers& answers) {
  const Bind* bind = find_preload(form, "timestamp", "end");
  return bind ? parse_iso8601(answer_at(answers, bind->path)) : std::nullopt;
}

int utc_offset_minutes(const FormDefinition& form, const Answers& answers) {
  for (const char* moment : {"end", "start"}) {
    const Bind* bind = find_preload(form, "timestamp", moment);
    const std::string_view text = bind ? answer_at(answers, bind->path) : std::string_view{};
    const auto as_written = parse_iso8601(text);
    // "…+02:00" is two hours less in UTC than the same text without its zone.
    constexpr std::size_t zone_bytes = 6;
    if (!as_written || text.size() < zone_bytes || text.find_first_of("+-", text.size() - zone_bytes) != text.size() - zone_bytes) continue;
    if (const auto local = parse_iso8601(text.substr(0, text.size() - zone_bytes)))
      return static_cast<int>((*local - *as_written) / (60 * millis_per_second));
  }
  return 0;
}

std::string device_id(const FormDefinition& form, const Answers& answers) {
  const Bind* bind = find_preload(form, "property", "deviceid");
  return bind ? std::string(answer_at(answers, bind->path)) : std::string();
}

std::string claimed_code(const FormDefinition& form, const Answers& answers) {
  const Bind* bind = find_role(form, Role::code);
  if (!bind) return {};
  std::string code(answer_at(answers, bind->path));
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return code;
}

}  // namespace cityaudit::ingest
