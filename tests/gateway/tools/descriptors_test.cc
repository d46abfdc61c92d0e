#include "gateway/tools/descriptors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sheetgate::gateway {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::ResultOf;

std::string FullName(const google::protobuf::MethodDescriptor* method) {
  return method->full_name();
}

TEST(DescriptorsTest, FindsToolsOfEveryServiceAndNoOtherMethods) {
  const auto methods = ToolMethods();
  EXPECT_THAT(methods,
              Contains(ResultOf(FullName, "sheetgate.workbook.v1.WorkbookService.RangeValues")));
  EXPECT_THAT(methods,
              Contains(ResultOf(FullName, "sheetgate.recalc.v1.RecalcService.Recalculate")));
  EXPECT_THAT(
      methods,
      Not(Contains(ResultOf(FullName, "sheetgate.workbook.v1.WorkbookService.ImportPackage"))));
}

TEST(DescriptorsTest, ReadsCommentsFromTheEmbeddedSetWithoutTheErrors) {
  for (const auto* method : ToolMethods()) {
    EXPECT_THAT(DescriptionOf(*method), Not(HasSubstr("Errors:"))) << method->full_name();
    EXPECT_FALSE(DescriptionOf(*method).empty()) << method->full_name();
  }
}

TEST(DescriptorsTest, UnwrapsACommentIntoOneParagraph) {
  EXPECT_EQ(
      Unwrap(" Reads a sheet\n page by page.\n\n Then more.\n\n Errors:\n * NOT_FOUND: no.\n"),
      "Reads a sheet page by page. Then more.");
  EXPECT_EQ(Unwrap(""), "");
}

TEST(DescriptorsTest, MakesMessagesOfGeneratedCode) {
  for (const auto* method : ToolMethods()) {
    EXPECT_EQ(NewMessage(*method->input_type())->GetDescriptor(), method->input_type());
  }
}

}  // namespace
}  // namespace sheetgate::gateway
