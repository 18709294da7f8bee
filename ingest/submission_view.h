#pragma once
// One submission as people read it: its answers with the words of its own form version, its photos with what was said
// about them, where it was made. Pure and thread-safe; what it needs of the database is passed in.

#include "ingest/activities.h"
#include "ingest/list_entries.h"
#include "ingest/photos.h"
#include "ingest/submission_list.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// The places of an audit that answers may name.
struct AuditPlaces {
  std::vector<Walk> walks;
  std::vector<Area> areas;

  std::map<std::string, std::vector<ListEntry>, std::less<>> lists;  // by file: "sessions.csv"

  static AuditPlaces of(store::Transaction& tx, AuditId audit);
};

struct NamedPlace {
  std::string code;
  Localized name;  // empty when the place is no longer listed
};

struct ViewedPhoto {
  Photo photo;
  std::string caption;           // the participant's own words about it; may be empty
  std::string caption_language;  // what they said it is; may be empty
  std::string polarity;          // up, down, mixed, neutral; empty when not told
};

struct ViewedAnswer {
  std::string path;  // with the place in its repeats: "/data/photos[2]/caption"
  Localized label;   // empty for what has no question
  std::string
      type;  // text, integer, decimal, boolean, date, time, datetime, geopoint, line, area, photo, file, select_one, select_multiple
  std::string value;
  Localized display;              // what the choices or places are called; empty when the value speaks for itself
  std::string theme;              // may be empty
  std::string role;               // as in ca:as; may be empty
  bool erased = false;            // a photo that was erased: then there is no value
  std::string original;           // what was answered, where staff have corrected it
  bool corrected = false;         // then `original` may be empty: nothing was answered
  std::vector<WordCover> covers;  // words that nobody reads
};

struct SubmissionView {
  std::optional<NamedPlace> area;  // of its walk; elsewhere it takes the analysis to tell
  std::optional<NamedPlace> stop;
  std::vector<ViewedPhoto> photos;
  std::string excerpt;                // the first words of the first comment; empty when there is none
  std::vector<ViewedAnswer> answers;  // only when asked for
};

/// `photos` are those of this submission; `form` is its form version. The submission was read once already when it was
/// taken in, so that what cannot be read any more yields a view without answers.
SubmissionView view_submission(const ListedSubmission& submission, const Activity& activity, const CompiledForm& form,
                               const AuditPlaces& places, std::vector<Photo> photos, bool with_answers);

/// "/data/photos/caption" in "photos[2]" -> "/data/photos[2]/caption".
std::string path_in_repeat(std::string_view path, std::string_view repeat);

/// A form's text with language codes as keys; a form without translations speaks English as far as we know.
Localized to_localized(const LocalizedText& text);

}  // namespace cityaudit::ingest
