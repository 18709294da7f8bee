#include "ingest/consent_answers.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

bool is_among(std::initializer_list<std::string_view> words, std::string_view value) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return equals_ignoring_case(word, value); });
}

ConsentDecision decision_of(const MappingItem& item, std::string_view value) {
  if (value.empty()) return ConsentDecision::not_asked;
  if (item.multiple) {
    for (const std::string_view word : words(value))
      if (is_among({"none", "no"}, word)) return ConsentDecision::refused;
    return ConsentDecision::given;
  }
  const bool yes = is_among({"yes", "ok", "true", "1", "agree"}, value) || Channels::of(value).any();
  return yes ? ConsentDecision::given : ConsentDecision::refused;
}

void merge(ConsentStatement& into, ConsentDecision decision, Channels channels) {
  if (decision == ConsentDecision::not_asked) return;
  if (into.decision == ConsentDecision::not_asked) {
    into.decision = decision;
    into.channels = channels;
    return;
  }
  if (decision == ConsentDecision::refused) into.decision = decision;
  into.channels = into.decision == ConsentDecision::given ? into.channels & channels : Channels();
}

}  // namespace

std::vector<ConsentStatement> consent_answers(const CompiledForm& form, const Answers& answers, UtcMillis given_at) {
  const std::vector<MappingItem>& items = form.mapping.items();
  if (std::none_of(items.begin(), items.end(), [](const MappingItem& item) { return item.role == Role::consent; })) return {};
  std::array<std::optional<ConsentStatement>, purpose_count> said;
  for (const Answer& answer : answers) {
    const MappingItem* item = form.mapping.find(answer.path);
    if (!item || item->role != Role::consent) continue;
    const auto purpose = purpose_from(item->purpose);
    if (!purpose) continue;
    const std::string_view value = trim(answer.value);
    const ConsentDecision decision = decision_of(*item, value);
    const Channels channels = decision == ConsentDecision::given ? Channels::of(value) : Channels();
    std::optional<ConsentStatement>& statement = said[static_cast<std::size_t>(*purpose)];
    if (statement) {
      merge(*statement, decision, channels);
      continue;
    }
    statement.emplace();
    statement->purpose = *purpose;
    statement->decision = decision;
    statement->channels = channels;
    statement->form = form.id;
    statement->question = item->path;
    statement->given_at = given_at;
  }
  std::vector<ConsentStatement> out;
  for (std::optional<ConsentStatement>& each : said)
    if (each) out.push_back(std::move(*each));
  return out;
}

void asked_in(std::vector<ConsentStatement>& statements, const FormDefinition& form, std::string_view language) {
  for (const FormLanguage& spoken : form.languages) {
    if (spoken.code != language) continue;
    for (ConsentStatement& each : statements) {
      each.language = spoken.code;
      each.wording_checked = spoken.checked;
    }
  }
}

}  // namespace cityaudit::ingest
