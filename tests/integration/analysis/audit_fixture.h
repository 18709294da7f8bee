#pragma once
// A small audit over a real database: two localities with a walk each, PhotoVoice, the built-in instruments, and the
// reader of observations. One thread.

#include "analysis/observations.h"
#include "base/messages.h"
#include "ingest/audit_themes.h"
#include "ingest/forms/instruments.h"
#include "ingest/photo_erasure.h"
#include "ingest/submissions.h"
#include "tests/support/store_fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

namespace cityaudit::tests {

/// One photo of a PhotoVoice submission.
struct SentPhoto {
  std::string polarity = "up";
  std::string topic = "T1";  // may be empty
  std::string place_label = {};
  std::string place = {};  // geopoint
  bool arrives = true;
};

class AuditFixture {
 public:
  /// With own themes, what the walk asks about T3.8 and T4.1 is about T3.9 and T5.1, which the audit has added.
  explicit AuditFixture(bool own_themes = false)
      : events(),
        audits(*store.database, events, clock),
        walks(*store.database),
        forms(*store.database, events, clock, {}),
        key(ingest::LinkKey::of("test")),
        activities(*store.database, events, clock, forms, key),
        themes(*store.database, events, clock, {}),
        submissions(*store.database, events, clock),
        erasure(*store.database, events, clock),
        observations(*store.database, forms, {}),
        reader(*store.database, observations) {
    ingest::Audit wanted;
    wanted.slug = "praha-test";
    wanted.title = {{"en", "Prague"}};
    wanted.city = "Praha";
    audit = *audits.ensure(wanted);
    area("praha", "city", {{"cs", "Praha"}, {"en", "Prague"}}, 50.0, 50.2, 14.2, 14.7);
    area("p7", "locality", {{"cs", "Praha 7"}, {"en", "Prague 7"}}, 50.095, 50.11, 14.42, 14.45);
    area("sapa", "locality", {{"en", "SAPA"}}, 50.01, 50.02, 14.47, 14.49);
    area("p7-market", "site", {{"cs", "Tržnice"}, {"en", "Market"}}, 50.1, 50.101, 14.43, 14.431, "p7");
    walk("walk-p7", "p7", 3);
    walk("walk-sapa", "sapa", 2);
    std::string walk_xml = ingest::built_in_instrument("walk_checklist")->xml;
    if (own_themes) {
      for (const char* code : {"T3.9", "T5", "T5.1"}) EXPECT_TRUE(themes.add(audit.id, code, {{{"en", code}}, {}, {}}, "account:test"));
      for (const auto& [theme, own] : {std::pair{"\"T3.8\"", "\"T3.9\""}, std::pair{"\"T4.1\"", "\"T5.1\""}})
        for (std::size_t at = 0; (at = walk_xml.find(theme, at)) != std::string::npos; at += 6) walk_xml.replace(at, 6, own);
    }
    walk_form = *forms.publish(walk_xml);
    photo_form = *forms.publish(ingest::built_in_instrument("photovoice")->xml);
    p7 = open("walk-p7", "walk", *walk_form, walk_ids.at("walk-p7"));
    sapa = open("walk-sapa", "walk", *walk_form, walk_ids.at("walk-sapa"));
    photovoice = open("photovoice", "photovoice", *photo_form, {});
  }

  ingest::Activity open(const std::string& code, const std::string& instrument, const ingest::CompiledForm& form, ingest::WalkId walk) {
    ingest::NewActivity wanted;
    wanted.code = code;
    wanted.instrument = instrument;
    wanted.walk = walk;
    return *activities.open(audit, wanted, form);
  }

  void area(const std::string& code, const std::string& kind, const ingest::Localized& name, double south, double north, double west,
            double east, const std::string& parent = {}) {
    ingest::Area area;
    area.code = code;
    area.kind = kind;
    area.name = name;
    if (!parent.empty()) area.parent = {area_ids.at(parent)};
    area.outline = fmt::format(R"({{"type":"Polygon","coordinates":[[[{2},{0}],[{3},{0}],[{3},{1}],[{2},{1}],[{2},{0}]]]}})", south, north,
                               west, east);
    area_ids[code] = audits.put_area(audit.id, area)->value;
  }

  void walk(const std::string& code, const std::string& area_code, int stops) {
    ingest::Walk walk;
    walk.code = code;
    walk.name = {{"en", code}};
    walk.area = {area_ids.at(area_code)};
    for (int i = 1; i <= stops; ++i) {
      ingest::Stop stop;
      stop.seq = i;
      stop.code = fmt::format("{}-{}", area_code, i);
      stop.name = {{"en", fmt::format("Stop {}", i)}};
      walk.stops.push_back(stop);
    }
    walk_ids[code] = *walks.put(audit.id, walk);
  }

  /// Ratings by path below /data, "space/openness" -> "2"; what is not named is left out.
  std::string walk_xml(const std::string& instance, const std::string& walk_code, const std::string& stop, const std::string& observer,
                       const std::map<std::string, std::string>& answers, const std::string& replaces = {}) {
    std::map<std::string, std::map<std::string, std::string>> groups;
    groups["where"] = {{"walk_id", walk_code}, {"stop_id", stop}, {"observer", observer}};
    groups["consent"] = {{"c_analyse", "yes"}};
    for (const auto& [path, value] : answers) groups[path.substr(0, path.find('/'))][path.substr(path.find('/') + 1)] = value;
    std::string xml =
        "<data id=\"walk_checklist\" version=\"" + walk_form->definition.version + "\" xmlns:orx=\"http://openrosa.org/xforms\">";
    for (const auto& [group, fields] : groups) {
      xml += "<" + group + ">";
      for (const auto& [name, value] : fields) xml += "<" + name + ">" + value + "</" + name + ">";
      xml += "</" + group + ">";
    }
    return xml + meta(instance, replaces) + "</data>";
  }

  std::string photo_xml(const std::string& instance, const std::string& code, const std::vector<SentPhoto>& photos,
                        const std::string& consent = "yes", const std::string& replaces = {}) {
    std::string xml = "<data id=\"photovoice\" version=\"" + photo_form->definition.version +
                      "\" xmlns:orx=\"http://openrosa.org/xforms\">" + "<you><code>" + code + "</code></you><consent><c_analyse>" +
                      consent + "</c_analyse></consent>";
    for (std::size_t i = 0; i < photos.size(); ++i) {
      const SentPhoto& photo = photos[i];
      xml += fmt::format(
          "<photos><picture><photo>{}-{}.jpg</photo><polarity>{}</polarity><caption>Words about it {}</caption><topic>{}</topic>"
          "<place_label>{}</place_label><place>{}</place></picture><showed><sh_s>A bench</sh_s></showed></photos>",
          instance, i, photo.polarity, i, photo.topic, photo.place_label, photo.place);
    }
    return xml + meta(instance, replaces) + "</data>";
  }

  static std::string meta(const std::string& instance, const std::string& replaces) {
    return "<orx:meta><orx:instanceID>" + instance + "</orx:instanceID>" +
           (replaces.empty() ? "" : "<orx:deprecatedID>" + replaces + "</orx:deprecatedID>") + "</orx:meta>";
  }

  /// As intake does, with the problems of unanswered required questions forgiven unless `with_problems`.
  Uuid send(const ingest::Activity& activity, const std::string& xml, const std::vector<std::string>& files = {},
            bool with_problems = false, std::int64_t flags = 0) {
    auto intake = *activities.find_by_token(activities.token(activity));
    auto judged = ingest::judge(intake, xml, clock.now(), millis_per_day, {});
    EXPECT_TRUE(judged) << (judged ? "" : judged.error().code);
    if (!with_problems) judged->problems.clear();
    judged->flags |= flags;
    std::vector<ingest::ReceivedFile> received;
    for (const std::string& name : files) {
      ingest::ReceivedFile file;
      file.name = name;
      file.blob.sha256 = sha256(bytes_of(name));
      file.blob.bytes = 1;
      file.looks_like_photo = true;
      received.push_back(file);
    }
    const auto receipt = submissions.receive(*judged, received);
    EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().code);
    clock.advance(1000);
    return receipt->uuid;
  }

  Uuid send_walk(const ingest::Activity& activity, const std::string& instance, const std::string& stop, const std::string& observer,
                 const std::map<std::string, std::string>& answers) {
    return send(activity, walk_xml(instance, activity.code, stop, observer, answers));
  }

  Uuid send_photos(const std::string& instance, const std::string& code, const std::vector<SentPhoto>& photos,
                   const std::string& consent = "yes") {
    std::vector<std::string> files;
    for (std::size_t i = 0; i < photos.size(); ++i)
      if (photos[i].arrives) files.push_back(fmt::format("{}-{}.jpg", instance, i));
    return send(photovoice, photo_xml(instance, code, photos, consent), files);
  }

  void approve(const Uuid& submission) { EXPECT_TRUE(submissions.review(submission, ingest::Decision::approve, {{}, "system"}, "")); }

  StoreFixture store;
  ManualClock clock;
  ingest::Events events;
  ingest::Audits audits;
  ingest::Walks walks;
  ingest::FormVersions forms;
  ingest::LinkKey key;
  ingest::Activities activities;
  ingest::AuditThemes themes;
  ingest::Submissions submissions;
  ingest::PhotoErasure erasure;
  analysis::Observations observations;
  ingest::LogReaderThread reader;

  ingest::Audit audit;
  std::map<std::string, std::int64_t> area_ids;
  std::map<std::string, ingest::WalkId> walk_ids;
  std::shared_ptr<const ingest::CompiledForm> walk_form, photo_form;
  ingest::Activity p7, sapa, photovoice;
};

}  // namespace cityaudit::tests
