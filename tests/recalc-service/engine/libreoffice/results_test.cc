#include "recalc-service/engine/libreoffice/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "recalc-service/worker/protocol.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using spreadsheet::CellError;
using tests::HasReason;
using tests::IsOk;
using worker::ByteWriter;
using worker::ValueTag;

TEST(LibreOfficeErrorTest, MapsToExcelsErrors) {
  EXPECT_EQ(FromLibreOfficeError(532), EngineValue(CellError::kDiv0));
  EXPECT_EQ(FromLibreOfficeError(32767), EngineValue(CellError::kNa));
  EXPECT_EQ(FromLibreOfficeError(519), EngineValue(CellError::kValue));
  EXPECT_EQ(FromLibreOfficeError(524), EngineValue(CellError::kRef));
  EXPECT_EQ(FromLibreOfficeError(525), EngineValue(CellError::kName));
}

TEST(LibreOfficeErrorTest, AnIllegalArgumentOrOperationIsSomeError) {
  EXPECT_EQ(FromLibreOfficeError(502), EngineValue(UncertainError{CellError::kNum}));
  EXPECT_EQ(FromLibreOfficeError(503), EngineValue(UncertainError{CellError::kNum}));
}

TEST(LibreOfficeErrorTest, WhatExcelHasNoErrorForIsNoResult) {
  for (const int code : {508, 522, 523, 540}) {
    EXPECT_TRUE(std::holds_alternative<Uncalculated>(FromLibreOfficeError(code))) << code;
  }
  EXPECT_EQ(std::get<Uncalculated>(FromLibreOfficeError(522)).reason, "circular reference");
  EXPECT_THAT(std::get<Uncalculated>(FromLibreOfficeError(508)).reason,
              ::testing::HasSubstr("Err:508"));
}

std::string SomeValues() {
  ByteWriter writer;
  writer.Put(ValueTag::kNumber);
  writer.Put(2.5);
  writer.Put(ValueTag::kBoolean);
  writer.Put(1.0);
  writer.Put(ValueTag::kText);
  writer.PutText("ü");
  writer.Put(ValueTag::kError);
  writer.Put(int32_t{532});
  return writer.bytes();
}

TEST(DecodeValuesTest, ReadsEveryKind) {
  std::vector<EngineValue> values;
  ASSERT_THAT(DecodeValues(SomeValues(), &values), IsOk());
  EXPECT_THAT(values,
              ::testing::ElementsAre(EngineValue(2.5), EngineValue(true),
                                     EngineValue(std::string("ü")), EngineValue(CellError::kDiv0)));
}

TEST(DecodeValuesTest, RefusesWhatIsCutOffOrUnknown) {
  const std::string bytes = SomeValues();
  std::vector<EngineValue> values;
  EXPECT_THAT(DecodeValues(std::string_view(bytes).substr(0, bytes.size() - 1), &values),
              HasReason(platform::ErrorReason::kInternal));
  EXPECT_THAT(DecodeValues("\x7f", &values), HasReason(platform::ErrorReason::kInternal));
}

}  // namespace
}  // namespace sheetgate::recalc
