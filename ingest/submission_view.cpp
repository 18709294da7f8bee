#include "ingest/submission_view.h"

#include "base/text.h"
#include "ingest/forms/validation.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t excerpt_bytes_max = 240;

/// At most that long, cut between words, never inside a character.
std::string shortened(std::string_view text) {
  text = trim(text);
  if (text.size() <= excerpt_bytes_max) return std::string(text);
  std::size_t end = excerpt_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  const std::size_t space = text.substr(0, end).find_last_of(" \n\t");
  if (space != std::string_view::npos && space > excerpt_bytes_max / 2) end = space;
  return std::string(trim(text.substr(0, end))) + "…";
}

std::string_view type_word(const Bind* bind, const Control* control) {
  if (control) {
    if (control->kind == ControlKind::select_one) return "select_one";
    if (control->kind == ControlKind::select_many || control->kind == ControlKind::rank) return "select_multiple";
    if (control->kind == ControlKind::upload) return control->mediatype.starts_with("image/") ? "photo" : "file";
  }
  switch (bind ? bind->type : AnswerType::string) {
    case AnswerType::integer: return "integer";
    case AnswerType::decimal: return "decimal";
    case AnswerType::boolean: return "boolean";
    case AnswerType::date: return "date";
    case AnswerType::time: return "time";
    case AnswerType::date_time: return "datetime";
    case AnswerType::geopoint: return "geopoint";
    case AnswerType::geotrace: return "line";
    case AnswerType::geoshape: return "area";
    case AnswerType::binary: return "file";
    case AnswerType::string:
    case AnswerType::barcode:
    case AnswerType::other: break;
  }
  return "text";
}

/// Appends with a comma; a language that lacks one of several names shows that one in another language.
void add_name(Localized& to, const Localized& name) {
  if (to.empty()) {
    to = name;
    return;
  }
  for (auto& [language, text] : to) text += ", " + std::string(text_in(name, language));
}

class View {
 public:
  View(const ListedSubmission& submission, const Activity& activity, const CompiledForm& form, const AuditPlaces& places)
      : submission_(submission), activity_(activity), form_(form.definition), mapping_(form.mapping), places_(places) {}

  SubmissionView make(std::vector<Photo> photos, bool with_answers) {
    SubmissionView view;
    if (auto instance = read_instance(submission_.xml)) answers_ = std::move(instance->answers);
    submission_.overlay.apply(answers_);
    mapped_ = mapping_.apply(form_, answers_);
    find_walk();
    view.stop = stop();
    view.area = area();
    view.excerpt = excerpt();
    for (Photo& photo : photos) view.photos.push_back(viewed(std::move(photo)));
    if (with_answers) view.answers = viewed_answers(view.photos);
    return view;
  }

 private:
  const MappingItem& item(const MappedAnswer& answer) const { return mapping_.items()[answer.item]; }

  const MappedAnswer* first(Role role) const {
    for (const MappedAnswer& answer : mapped_)
      if (item(answer).role == role) return &answer;
    return nullptr;
  }

  void find_walk() {
    const MappedAnswer* named = first(Role::walk);
    // What staff have put right goes before what the activity is for.
    const bool corrected = named && submission_.overlay.correction_at(item(*named).path) != nullptr;
    for (const Walk& walk : places_.walks) {
      if (activity_.walk && !corrected ? walk.id != activity_.walk : !named || walk.code != named->value) continue;
      walk_ = &walk;
      return;
    }
  }

  const Stop* find_stop(std::string_view code) const {
    for (const Walk& walk : places_.walks) {
      if (walk_ && walk_ != &walk) continue;
      for (const Stop& candidate : walk.stops)
        if (candidate.code == code) return &candidate;
    }
    return nullptr;
  }

  std::optional<NamedPlace> stop() const {
    const MappedAnswer* named = first(Role::stop);
    if (!named) return std::nullopt;
    const Stop* found = find_stop(named->value);
    return NamedPlace{named->value, found ? found->name : Localized()};
  }

  std::optional<NamedPlace> area() const {
    for (const Area& candidate : places_.areas)
      if (walk_ && candidate.id == walk_->area) return NamedPlace{candidate.code, candidate.name};
    return std::nullopt;
  }

  std::string excerpt() const {
    const MappedAnswer* comment = first(Role::comment);
    return comment ? shortened(comment->value) : std::string();
  }

  /// What was said about the photo: of it by name, else in the same repeat about nothing else.
  const MappedAnswer* about(const MappedAnswer& photo, Role role) const {
    const MappedAnswer* loose = nullptr;
    for (const MappedAnswer& answer : mapped_) {
      if (item(answer).role != role || answer.repeat != photo.repeat) continue;
      if (answer.subject == photo.subject) return &answer;
      if (!loose && item(answer).of.empty() && !photo.repeat.empty()) loose = &answer;
    }
    return loose;
  }

  /// The sibling question `<name>_lang` says what language the answer is in.
  std::string language_of(const MappedAnswer& comment) const {
    const std::string path = item(comment).path + "_lang";
    for (const Answer& answer : answers_)
      if (answer.path == path && repeat_key(form_, answer) == comment.repeat) return std::string(trim(answer.value));
    return {};
  }

  ViewedPhoto viewed(Photo photo) const {
    ViewedPhoto out{std::move(photo), {}, {}, {}};
    for (const MappedAnswer& answer : mapped_) {
      if (item(answer).role != Role::photo || answer.value != out.photo.attachment_name) continue;
      if (const MappedAnswer* comment = about(answer, Role::comment)) {
        out.caption = comment->value;
        out.caption_language = language_of(*comment);
      }
      out.polarity = answer.polarity;
      break;
    }
    return out;
  }

  Localized name_of_file_choice(const Control& control, std::string_view value) const {
    if (control.choice_file == "stops.csv")
      if (const Stop* found = find_stop(value)) return found->name;
    if (control.choice_file == "walks.csv")
      for (const Walk& walk : places_.walks)
        if (walk.code == value) return walk.name;
    if (control.choice_file == "areas.csv")
      for (const Area& candidate : places_.areas)
        if (candidate.code == value) return candidate.name;
    if (const auto list = places_.lists.find(control.choice_file); list != places_.lists.end())
      for (const ListEntry& entry : list->second)
        if (entry.code == value) return entry.name;
    return {};
  }

  Localized display(const Control& control, std::string_view value) const {
    Localized out;
    const bool several = control.kind == ControlKind::select_many || control.kind == ControlKind::rank;
    if (!several && control.kind != ControlKind::select_one) return out;
    const ChoiceList* list = form_.choices_of(control);
    for (const std::string_view word : several ? words(value) : std::vector{value}) {
      const Choice* choice = list ? list->find(word) : nullptr;
      Localized name = choice ? to_localized(choice->label) : name_of_file_choice(control, word);
      if (name.empty()) name = {{"en", std::string(word)}};
      add_name(out, name);
    }
    return out;
  }

  /// Whether it is what stands in the place of an erased photo.
  static bool is_erased(const std::vector<ViewedPhoto>& photos, std::string_view value) {
    return std::any_of(photos.begin(), photos.end(),
                       [&](const ViewedPhoto& each) { return each.photo.erased_at && each.photo.attachment_name == value; });
  }

  std::vector<ViewedAnswer> viewed_answers(const std::vector<ViewedPhoto>& photos) const {
    std::vector<ViewedAnswer> out;
    for (const Answer& answer : answers_) {
      const std::string_view value = trim(answer.value);
      const Control* control = form_.find_control(answer.path);
      const Bind* bind = form_.find_bind(answer.path);
      // What the phone filled in by itself (times, device, ids) is no answer; what the form does not know is one.
      const bool by_whom = answer.path.ends_with("/meta/filled_by");
      if (value.empty() || (!control && !by_whom && (form_.find_node(answer.path) || answer.path.find("/meta/") != std::string::npos)))
        continue;
      ViewedAnswer viewed;
      // Our page lets a person say that they write for somebody else (docs/decisions/0008-participant-player.md).
      if (by_whom) viewed.role = "filled_by";
      viewed.path = path_in_repeat(answer.path, repeat_key(form_, answer));
      viewed.type = type_word(bind, control);
      viewed.erased = is_erased(photos, value);
      if (!viewed.erased) viewed.value = value;
      if (const AnswerCorrection* correction = submission_.overlay.correction_at(viewed.path)) {
        viewed.corrected = true;
        viewed.original = correction->before;
      }
      for (const WordCover* cover : submission_.overlay.covers_at(viewed.path)) viewed.covers.push_back(*cover);
      if (control) {
        viewed.label = to_localized(control->label);
        viewed.display = display(*control, value);
      }
      if (const MappingItem* mapped = mapping_.find(answer.path)) {
        viewed.theme = mapped->theme;
        viewed.role = to_word(mapped->role);
      }
      out.push_back(std::move(viewed));
    }
    return out;
  }

  const ListedSubmission& submission_;
  const Activity& activity_;
  const FormDefinition& form_;
  const AnalysisMapping& mapping_;
  const AuditPlaces& places_;
  Answers answers_;
  std::vector<MappedAnswer> mapped_;
  const Walk* walk_ = nullptr;
};

}  // namespace

AuditPlaces AuditPlaces::of(store::Transaction& tx, AuditId audit) {
  AuditPlaces places{Walks::of_audit(tx, audit), Audits::areas(tx, audit), {}};
  for (const char* list : {"sessions", "indicators", "projects"})
    places.lists[std::string(list) + ".csv"] = ListEntries::of_audit(tx, audit, list, true);
  return places;
}

SubmissionView view_submission(const ListedSubmission& submission, const Activity& activity, const CompiledForm& form,
                               const AuditPlaces& places, std::vector<Photo> photos, bool with_answers) {
  return View(submission, activity, form, places).make(std::move(photos), with_answers);
}

std::string path_in_repeat(std::string_view path, std::string_view repeat) {
  std::string out(path);
  std::size_t from = 0;
  if (repeat.empty()) return out;
  for (const std::string_view step : split(repeat, '/')) {
    const std::size_t bracket = step.find('[');
    if (bracket == std::string_view::npos) continue;
    const std::string name = "/" + std::string(step.substr(0, bracket));
    std::size_t at = out.find(name, from);
    while (at != std::string::npos && at + name.size() < out.size() && out[at + name.size()] != '/') at = out.find(name, at + 1);
    if (at == std::string::npos) break;
    out.insert(at + name.size(), step.substr(bracket));
    from = at + name.size();
  }
  return out;
}

Localized to_localized(const LocalizedText& text) {
  Localized out;
  for (const LocalizedText::Entry& entry : text.entries) {
    const bool is_code = entry.language.size() == 2 || entry.language.size() == 3 || entry.language.find('-') == 2;
    out.emplace(is_code ? entry.language : "en", entry.text);
  }
  return out;
}

}  // namespace cityaudit::ingest
