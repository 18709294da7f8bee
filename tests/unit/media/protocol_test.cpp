#include "media/protocol.h"

#include "media/encode.h"

#include <gtest/gtest.h>

namespace cityaudit::media {
namespace {

PhotoFacts some_facts() { return {PhotoFormat::webp, 4000, 3000, 6, true, 1600, 1200, 320, 240}; }

std::string jpeg_of(int width, int height) { return encode_jpeg(Picture(width, height), 80); }

TEST(Protocol, ReadsBackWhatItWrote) {
  DeriveRequest request;
  request.input_bytes = 12'345'678;
  request.limits.jpeg_quality = 71;
  const auto derive = decode_derive(encode(request));
  ASSERT_TRUE(derive);
  EXPECT_EQ(derive->input_bytes, request.input_bytes);
  EXPECT_EQ(derive->limits.jpeg_quality, 71u);
  const auto scene = decode_scene(encode(SceneRequest{~0ULL, Motif::health, Polarity::down, 800, 600}));
  ASSERT_TRUE(scene);
  EXPECT_EQ(scene->seed, ~0ULL);
  EXPECT_EQ(scene->motif, Motif::health);
  const auto facts = decode_facts(encode(some_facts()));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->thumbnail_height, 240u);
  EXPECT_TRUE(facts->damaged);
  EXPECT_EQ(decode_refusal(encode(Refusal{RefusalReason::too_many_scans, "why"}))->detail, "why");
  EXPECT_TRUE(decode_ready(encode(Ready{protocol_version, true}))->filtered);
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
  EXPECT_FALSE(decode_head(encode_head(FrameType{11}, 4)));
  auto reserved = encode_head(FrameType::end, 0);
  reserved[7] = 1;
  EXPECT_FALSE(decode_head(reserved));
}

TEST(DeriveAnswer, IsCompleteAfterFactsThumbnailAndPreview) {
  using enum DeriveAnswer::State;
  DeriveAnswer answer{DeriveLimits{}};
  EXPECT_EQ(answer.accept(FrameType::facts, encode(some_facts())), open);
  EXPECT_EQ(answer.accept(FrameType::thumbnail, jpeg_of(320, 240)), open);
  EXPECT_EQ(answer.accept(FrameType::preview, jpeg_of(1600, 1200)), complete);
  EXPECT_EQ(answer.take().thumbnail_jpeg, jpeg_of(320, 240));
}

TEST(DeriveAnswer, BelievesNothingAWorkerCouldInvent) {
  using enum DeriveAnswer::State;
  const auto after_facts = [](FrameType type, std::string payload) {
    DeriveAnswer answer{DeriveLimits{}};
    EXPECT_EQ(answer.accept(FrameType::facts, encode(some_facts())), open);
    return answer.accept(type, std::move(payload));
  };
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
