#include "media/protocol.h"

#include "media/derive_answer.h"
#include "media/encode.h"

#include <gtest/gtest.h>

namespace cityaudit::media {
namespace {

PhotoFacts some_facts() { return {PhotoFormat::webp, 4000, 3000, 6, true, 1600, 1200, 320, 240, ~0ULL, 812, 127}; }
Origin some_origin() { return {"2018-06-18T14:02:11", 434'674'483, -11'885'394, 12}; }
constexpr OriginParts both{true, true};

std::string jpeg_of(int width, int height) { return encode_jpeg(Picture(width, height), 80); }

TEST(Protocol, ReadsBackWhatItWrote) {
  DeriveRequest request;
  request.input_bytes = 12'345'678;
  request.limits.jpeg_quality = 71;
  request.limits.quality = Quality::strict;
  request.asked = {false, true};
  const auto derive = decode_derive(encode(request));
  ASSERT_TRUE(derive);
  EXPECT_EQ(derive->input_bytes, request.input_bytes);
  EXPECT_EQ(derive->limits.jpeg_quality, 71u);
  EXPECT_EQ(derive->limits.quality, Quality::strict);
  EXPECT_EQ(derive->asked, (OriginParts{false, true}));
  const auto scene = decode_scene(encode(SceneRequest{~0ULL, Motif::health, Polarity::down, 800, 600}));
  ASSERT_TRUE(scene);
  EXPECT_EQ(scene->seed, ~0ULL);
  EXPECT_EQ(scene->motif, Motif::health);
  const auto facts = decode_facts(encode(some_facts()));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->thumbnail_height, 240u);
  EXPECT_TRUE(facts->damaged);
  EXPECT_EQ(decode_refusal(encode(Refusal{RefusalReason::too_many_scans, "why"}))->detail, "why");
  const auto ready = decode_ready(encode(Ready{protocol_version, true, FaceDetector::network, true}));
  ASSERT_TRUE(ready);
  EXPECT_TRUE(ready->filtered);
  EXPECT_EQ(ready->faces, FaceDetector::network);
  EXPECT_TRUE(ready->plates);
  EXPECT_FALSE(decode_ready(encode(Ready{1, true, FaceDetector::none, false}))) << "a worker of another version";
}

TEST(Protocol, CarriesWhatPeopleCover) {
  DeriveRequest request;
  request.input_bytes = 1;
  request.redactions = {
      {Cover::solid, {{0, 10'000}, {10'000, 0}}, 0}, {Cover::blur, {{1, 2}}, 77}, {Cover::blur, {{1, 2}, {3, 4}, {5, 6}}, 1}};
  const std::string payload = encode(request);
  const auto read = decode_derive(payload);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->redactions, request.redactions);
  for (std::size_t length = 0; length < payload.size(); ++length) EXPECT_FALSE(decode_derive(payload.substr(0, length)));
  EXPECT_FALSE(decode_derive(payload + '\0'));
}

TEST(Protocol, RefusesShapesThatCannotBe) {
  const auto passes = [](std::vector<Redaction> redactions) {
    DeriveRequest request;
    request.input_bytes = 1;
    request.redactions = std::move(redactions);
    EXPECT_EQ(are_sound(request.redactions), decode_derive(encode(request)).has_value());
    return are_sound(request.redactions);
  };
  const Redaction box{Cover::blur, {{1, 2}, {3, 4}}, 0};
  const auto stroke = [](std::size_t points) { return Redaction{Cover::blur, std::vector<Point>(points), 5}; };
  EXPECT_TRUE(passes(std::vector<Redaction>(redactions_max, box)));
  EXPECT_FALSE(passes(std::vector<Redaction>(redactions_max + 1, box)));
  EXPECT_TRUE(passes({stroke(redaction_points_max)}));
  EXPECT_FALSE(passes({stroke(redaction_points_max + 1)}));
  EXPECT_FALSE(passes({stroke(redaction_points_max - 1), box}));
  EXPECT_FALSE(passes({stroke(0)}));
  EXPECT_FALSE(passes({{Cover::blur, {{1, 2}}, 0}})) << "a box of one corner";
  EXPECT_FALSE(passes({{Cover::blur, {{1, 2}, {3, 4}, {5, 6}}, 0}}));
  EXPECT_FALSE(passes({{Cover::blur, {{1, 2}, {10'001, 4}}, 0}}));
  EXPECT_FALSE(passes({{Cover::blur, {{1, 2}}, 10'001}}));
  EXPECT_FALSE(passes({{Cover{3}, {{1, 2}, {3, 4}}, 0}}));
}

TEST(Protocol, CarriesTimeAndPlaceOnlyWhereTheyCanBe) {
  const auto read = decode_origin(encode(some_origin()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->taken_at, "2018-06-18T14:02:11");
  EXPECT_EQ(read->latitude_e7, 434'674'483);
  EXPECT_EQ(read->longitude_e7, -11'885'394);
  EXPECT_EQ(read->accuracy_metres, 12);
  EXPECT_FALSE(decode_origin(encode(Origin{}))->latitude_e7);
  EXPECT_TRUE(decode_origin(encode(Origin{"", -900'000'000, 1'800'000'000})));
  EXPECT_FALSE(decode_origin(encode(Origin{"", 900'000'001, 0})));
  EXPECT_FALSE(decode_origin(encode(Origin{"", 0, -1'800'000'001})));
  for (const char* time :
       {"2018-06-18 14:02:11", "2018-13-18T14:02:11", "2018-06-00T14:02:11", "2018-06-18T24:02:11", "<script>alert(1)</"}) {
    EXPECT_FALSE(decode_origin(encode(Origin{time, {}, {}}))) << time;
  }
  const std::string payload = encode(some_origin());
  for (std::size_t length = 0; length < payload.size(); ++length) EXPECT_FALSE(decode_origin(payload.substr(0, length)));
}

TEST(Protocol, RefusesSuggestionsThatCannotBe) {
  const Suggestion face{SuggestionKind::face, {{0, 1}, {10'000, 2}}, 999};
  const auto passes = [](std::vector<Suggestion> suggestions) { return decode_suggestions(encode(suggestions)).has_value(); };
  const auto with = [&](auto change) {
    Suggestion changed = face;
    change(changed);
    return passes({face, changed});
  };
  EXPECT_TRUE(passes({}));
  EXPECT_TRUE(passes(std::vector<Suggestion>(suggestions_max, face)));
  EXPECT_FALSE(passes(std::vector<Suggestion>(suggestions_max + 1, face)));
  EXPECT_TRUE(with([](Suggestion& s) { s.kind = SuggestionKind::plate; }));
  EXPECT_FALSE(with([](Suggestion& s) { s.kind = SuggestionKind{3}; }));
  EXPECT_FALSE(with([](Suggestion& s) { s.region.to.y = s.region.from.y; }));
  EXPECT_FALSE(with([](Suggestion& s) { std::swap(s.region.from, s.region.to); }));
  EXPECT_FALSE(with([](Suggestion& s) { s.region.to.x = 10'001; }));
  EXPECT_FALSE(with([](Suggestion& s) { s.score = 1001; }));
  const std::string payload = encode(std::vector<Suggestion>{face, face});
  for (std::size_t length = 0; length < payload.size(); ++length) EXPECT_FALSE(decode_suggestions(payload.substr(0, length)));
  EXPECT_FALSE(decode_suggestions(payload + '\0'));
}

TEST(Protocol, RefusesPayloadsOfTheWrongLength) {
  const std::string payload = encode(some_facts());
  for (std::size_t length = 0; length < payload.size(); ++length) EXPECT_FALSE(decode_facts(payload.substr(0, length)));
  EXPECT_FALSE(decode_facts(payload + '\0'));
  EXPECT_FALSE(decode_derive(payload));
  EXPECT_FALSE(decode_scene(""));
}

TEST(Protocol, RefusesValuesOutOfTheirRange) {
  const auto with = [](auto change) {
    PhotoFacts facts = some_facts();
    change(facts);
    return decode_facts(encode(facts)).has_value();
  };
  EXPECT_FALSE(with([](PhotoFacts& f) { f.format = PhotoFormat{9}; }));
  EXPECT_FALSE(with([](PhotoFacts& f) { f.orientation = 9; }));
  EXPECT_FALSE(with([](PhotoFacts& f) { f.width = 0; }));
  EXPECT_FALSE(decode_refusal(std::string("\x09", 1) + "x"));
  EXPECT_FALSE(decode_refusal("\x01line\nbreak"));
  EXPECT_FALSE(decode_refusal("\x01" + std::string(refusal_detail_bytes_max + 1, 'x')));
}

TEST(Protocol, BoundsTheLengthOfEveryFrame) {
  EXPECT_TRUE(decode_head(encode_head(FrameType::piece, piece_bytes_max)));
  EXPECT_FALSE(decode_head(encode_head(FrameType::piece, piece_bytes_max + 1)));
  EXPECT_FALSE(decode_head(encode_head(FrameType::preview, 0xFFFFFFFFU)));
  EXPECT_FALSE(decode_head(encode_head(FrameType::end, 1)));
  EXPECT_FALSE(decode_head(encode_head(FrameType{0}, 0)));
  EXPECT_FALSE(decode_head(encode_head(FrameType{static_cast<std::uint8_t>(frame_type_last + 1)}, 4)));
  auto reserved = encode_head(FrameType::end, 0);
  reserved[7] = 1;
  EXPECT_FALSE(decode_head(reserved));
}

TEST(DeriveAnswer, IsCompleteAfterFactsOriginAndThreePictures) {
  using enum DeriveAnswer::State;
  DeriveAnswer answer{DeriveLimits{}, both};
  EXPECT_EQ(answer.accept(FrameType::facts, encode(some_facts())), open);
  EXPECT_EQ(answer.accept(FrameType::origin, encode(some_origin())), open);
  EXPECT_EQ(answer.accept(FrameType::thumbnail, jpeg_of(320, 240)), open);
  EXPECT_EQ(answer.accept(FrameType::preview, jpeg_of(1600, 1200)), open);
  EXPECT_EQ(answer.accept(FrameType::veil, jpeg_of(320, 240)), complete);
  const Derived derived = answer.take();
  EXPECT_EQ(derived.thumbnail_jpeg, jpeg_of(320, 240));
  EXPECT_EQ(derived.preview_jpeg, jpeg_of(1600, 1200));
  EXPECT_EQ(derived.veil_jpeg, jpeg_of(320, 240));
  EXPECT_EQ(derived.origin.longitude_e7, -11'885'394);
  EXPECT_EQ(derived.facts.fingerprint, ~0ULL);
}

TEST(DeriveAnswer, TakesNoTimeAndNoPlaceThatNobodyAskedFor) {
  using enum DeriveAnswer::State;
  const auto after_facts = [](OriginParts asked, FrameType type, std::string payload) {
    DeriveAnswer answer{DeriveLimits{}, asked};
    EXPECT_EQ(answer.accept(FrameType::facts, encode(some_facts())), open);
    return answer.accept(type, std::move(payload));
  };
  const Origin time{some_origin().taken_at, {}, {}};
  const Origin place{"", 1, 1};
  EXPECT_EQ(after_facts({}, FrameType::thumbnail, jpeg_of(320, 240)), open);
  EXPECT_EQ(after_facts({}, FrameType::origin, encode(Origin{})), violated);
  EXPECT_EQ(after_facts({true, false}, FrameType::origin, encode(time)), open);
  EXPECT_EQ(after_facts({true, false}, FrameType::origin, encode(place)), violated);
  EXPECT_EQ(after_facts({false, true}, FrameType::origin, encode(place)), open);
  EXPECT_EQ(after_facts({false, true}, FrameType::origin, encode(time)), violated);
  EXPECT_EQ(after_facts({false, true}, FrameType::origin, encode(some_origin())), violated);
}

TEST(DeriveAnswer, BelievesNothingAWorkerCouldInvent) {
  using enum DeriveAnswer::State;
  const auto after = [](int frames, FrameType type, std::string payload) {
    DeriveAnswer answer{DeriveLimits{}, both};
    const std::pair<FrameType, std::string> right[] = {{FrameType::facts, encode(some_facts())},
                                                       {FrameType::origin, encode(Origin{})},
                                                       {FrameType::thumbnail, jpeg_of(320, 240)},
                                                       {FrameType::preview, jpeg_of(1600, 1200)}};
    for (int i = 0; i < frames; ++i) EXPECT_EQ(answer.accept(right[i].first, right[i].second), open);
    return answer.accept(type, std::move(payload));
  };
  EXPECT_EQ(after(1, FrameType::thumbnail, jpeg_of(320, 240)), violated);
  EXPECT_EQ(after(1, FrameType::origin, "nonsense"), violated);
  EXPECT_EQ(after(1, FrameType::refusal, encode(Refusal{})), violated);
  EXPECT_EQ(after(3, FrameType::preview, jpeg_of(320, 240)), violated);
  EXPECT_EQ(after(3, FrameType::veil, jpeg_of(320, 240)), violated);
  EXPECT_EQ(after(4, FrameType::veil, jpeg_of(1600, 1200)), violated);
  EXPECT_EQ(after(4, FrameType::veil, "\xFF\xD8"), violated);
  const auto after_facts = [&](FrameType type, std::string payload) { return after(2, type, std::move(payload)); };
  EXPECT_EQ(after_facts(FrameType::thumbnail, "\xFF\xD8 not a jpeg \xFF\xD9"), violated);
  EXPECT_EQ(after_facts(FrameType::thumbnail, jpeg_of(240, 320)), violated);
  EXPECT_EQ(after_facts(FrameType::preview, jpeg_of(1600, 1200)), violated);
  EXPECT_EQ(after_facts(FrameType::refusal, encode(Refusal{})), violated);
  EXPECT_EQ(after_facts(FrameType::facts, encode(some_facts())), violated);
  EXPECT_EQ(DeriveAnswer{DeriveLimits{}}.accept(FrameType::picture, jpeg_of(8, 8)), violated);
  PhotoFacts large = some_facts();
  large.preview_width = 1601;
  EXPECT_EQ(DeriveAnswer{DeriveLimits{}}.accept(FrameType::facts, encode(large)), violated);
  large = some_facts();
  large.width = 20'001;
  EXPECT_EQ(DeriveAnswer{DeriveLimits{}}.accept(FrameType::facts, encode(large)), violated);
}

}  // namespace
}  // namespace cityaudit::media
