#include "workbook-service/rpc/image_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/images.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "workbook-service/rpc/apply_staged_change.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/list_objects.h"
#include "workbook-service/rpc/undo.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;
using tests::JpegFile;
using tests::PngFile;

v1::ImageOperation Image(std::string_view kind, std::string_view name = "") {
  v1::ImageOperation operation;
  operation.set_kind(std::string(kind));
  operation.set_sheet_name("Data");
  operation.set_name(std::string(name));
  return operation;
}

v1::ImageOperation Added(std::string_view cell, std::string data) {
  v1::ImageOperation operation = Image("add");
  operation.set_cell(std::string(cell));
  operation.set_data(std::move(data));
  return operation;
}

v1::ImageOperation AddedFile(std::string_view cell, std::string_view path) {
  v1::ImageOperation operation = Image("add");
  operation.set_cell(std::string(cell));
  operation.set_path(std::string(path));
  return operation;
}

class ImageBatchTest : public RpcTest {
 protected:
  ImageBatchTest() {
    WriteFile("a.xlsx", SampleWorkbook());
    WriteFile("logos/red.png", PngFile(64, 40));
    WriteFile("large.png", PngFile(1, 1, 0, std::string(10 << 20, 'x')));
    WriteFile("text.png", "no image");
    fork_ = ForkOf("a.xlsx");
  }

  absl::StatusOr<v1::ImageBatchResponse> Call(const std::vector<v1::ImageOperation>& operations,
                                              std::string_view mode = "") {
    v1::ImageBatchRequest request;
    request.set_workbook_id(fork_);
    for (const v1::ImageOperation& operation : operations) *request.add_operations() = operation;
    request.set_mode(std::string(mode));
    request.set_request_id(request_id_);
    request.set_expected_revision(expected_revision_);
    return ImageBatch(request, context(), session());
  }

  void ExpectRefused(const v1::ImageOperation& bad, ErrorReason reason, std::string_view message) {
    const std::string head = HeadOf(fork_);
    const auto response = Call({Added("A1", PngFile(3, 3)), bad});
    ASSERT_THAT(response, HasReason(reason)) << response.status();
    EXPECT_THAT(std::string(response.status().message()), HasSubstr(std::string(message)));
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("operations[1]"));
    EXPECT_EQ(HeadOf(fork_), head);
  }

  // "Picture 1 B2 png, 75 bytes" for each image.
  std::vector<std::string> Images() {
    v1::ListObjectsRequest request;
    request.set_workbook_id(fork_);
    request.add_kinds("images");
    const auto response = ListObjects(request, context(), session(), {});
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> lines;
    if (!response.ok()) return lines;
    for (const v1::ObjectGroup& group : response->groups()) {
      for (const v1::ObjectInfo& image : group.objects()) {
        lines.push_back(image.name() + " " + image.range() + " " + image.summary());
      }
    }
    return lines;
  }

  std::string fork_;
  std::string request_id_;
  std::string expected_revision_;
};

TEST_F(ImageBatchTest, OperationsSeeWhatThoseBeforeMade) {
  v1::ImageOperation move = Image("move", "Picture 1");
  move.set_cell("C3");
  v1::ImageOperation replace = Image("replace", "Picture 1");
  replace.set_data(JpegFile(9, 9, 96));
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Call({Added("B2", PngFile(3, 3)), AddedFile("E5", "logos/red.png"), move, replace}));
  EXPECT_EQ(response.operations_applied(), 4);
  EXPECT_FALSE(response.stale_values());
  EXPECT_THAT(Images(), ElementsAre(HasSubstr("Picture 1 C3 jpeg"), HasSubstr("Picture 2 E5 png")));
  ASSERT_THAT(Call({Image("delete", "Picture 1")}), IsOk());
  EXPECT_THAT(Images(), ElementsAre(HasSubstr("Picture 2 E5 png")));
}

TEST_F(ImageBatchTest, RevisionsAreMadeAgainWithoutTheFile) {
  ASSERT_THAT(Call({AddedFile("B2", "logos/red.png")}), IsOk());
  WriteFile("logos/red.png", PngFile(1, 1));
  ASSERT_THAT(session().Close(fork_, context()), IsOk());
  EXPECT_THAT(Images(), ElementsAre("Picture 1 B2 png, " + std::to_string(PngFile(64, 40).size()) +
                                    " bytes"));
  v1::UndoRequest undo;
  undo.set_workbook_id(fork_);
  undo.set_steps(1);
  ASSERT_THAT(Undo(undo, context(), session()), IsOk());
  EXPECT_THAT(Images(), ElementsAre());
}

TEST_F(ImageBatchTest, GetEditsTellsWhatTheBytesAreInsteadOfTheBytes) {
  ASSERT_THAT(Call({AddedFile("B2", "logos/red.png")}), IsOk());
  v1::GetEditsRequest request;
  request.set_workbook_id(fork_);
  ASSERT_OK_AND_ASSIGN(const auto edits, GetEdits(request, context(), session(), {}));
  ASSERT_EQ(edits.revisions_size(), 1);
  ASSERT_EQ(edits.revisions(0).operations_size(), 1);
  const v1::EditOperation& edit = edits.revisions(0).operations(0);
  EXPECT_EQ(edit.kind(), "image");
  EXPECT_EQ(edit.sheet_name(), "Data");
  EXPECT_EQ(edit.image().operation().path(), "logos/red.png");
  EXPECT_EQ(edit.image().operation().data(), "");
  EXPECT_EQ(edit.image().format(), "png");
  EXPECT_EQ(edit.image().size_bytes(), static_cast<int64_t>(PngFile(64, 40).size()));
}

TEST_F(ImageBatchTest, APreviewIsWhatIsApplied) {
  ASSERT_OK_AND_ASSIGN(const auto preview, Call({Added("B2", PngFile(3, 3))}, "preview"));
  EXPECT_THAT(Images(), ElementsAre());
  v1::ApplyStagedChangeRequest apply;
  apply.set_workbook_id(fork_);
  apply.set_change_id(preview.change_id());
  ASSERT_THAT(ApplyStagedChange(apply, context(), session()), IsOk());
  EXPECT_EQ(HeadOf(fork_), preview.revision());
  EXPECT_THAT(Images(), ElementsAre(HasSubstr("Picture 1 B2")));
}

TEST_F(ImageBatchTest, IsSafeToRepeatAndToRace) {
  request_id_ = "r1";
  ASSERT_OK_AND_ASSIGN(const auto first, Call({AddedFile("B2", "logos/red.png")}));
  WriteFile("logos/red.png", "changed since");
  ASSERT_OK_AND_ASSIGN(const auto again, Call({AddedFile("B2", "logos/red.png")}));
  EXPECT_EQ(again.revision(), first.revision());
  request_id_.clear();
  expected_revision_ = first.previous_revision();
  EXPECT_THAT(Call({Added("B2", PngFile(3, 3))}), HasReason(ErrorReason::kRevisionConflict));
}

TEST_F(ImageBatchTest, SaysWhatIsWrongWithAnOperation) {
  ExpectRefused(Image("insert"), ErrorReason::kInvalidArgument, "add, move, replace, delete");
  ExpectRefused(Image("add"), ErrorReason::kMissingArgument, "data or path");
  ExpectRefused(Added("", PngFile(3, 3)), ErrorReason::kMissingArgument, "cell");
  ExpectRefused(Added("2B", PngFile(3, 3)), ErrorReason::kInvalidAddress, "cell");
  ExpectRefused(Added("B2", PngFile(3, 3).substr(0, 50)), ErrorReason::kUnsupportedFormat, "PNG");
  ExpectRefused(AddedFile("B2", "text.png"), ErrorReason::kUnsupportedFormat, "neither");
  ExpectRefused(AddedFile("B2", "large.png"), ErrorReason::kFileTooLarge, "10485760");
  ExpectRefused(AddedFile("B2", "none.png"), ErrorReason::kInvalidPath, "no file");
  ExpectRefused(AddedFile("B2", "a.xlsx"), ErrorReason::kInvalidPath, ".png");
  ExpectRefused(AddedFile("B2", "../x.png"), ErrorReason::kPathOutsideWorkspace, "..");
  ExpectRefused(Image("move", "Picture 1"), ErrorReason::kMissingArgument, "cell");
  ExpectRefused(Image("delete"), ErrorReason::kMissingArgument, "name");
  ExpectRefused(Image("delete", "Logo"), ErrorReason::kInvalidArgument, "'Picture 1'");
  v1::ImageOperation operation = Added("B2", PngFile(3, 3));
  operation.set_path("logos/red.png");
  ExpectRefused(operation, ErrorReason::kInvalidArgument, "give one of them");
  operation = Added("B2", PngFile(3, 3));
  operation.set_anchor("three_cell");
  ExpectRefused(operation, ErrorReason::kInvalidArgument, "one_cell");
  operation.set_anchor("");
  operation.set_width(9);
  operation.set_columns(9);
  ExpectRefused(operation, ErrorReason::kInvalidArgument, "more than one way");
  operation = Added("B2", PngFile(3, 3));
  operation.set_alt_text("\x01");
  ExpectRefused(operation, ErrorReason::kInvalidArgument, "alt_text");
  operation = Image("delete", "Picture 1");
  operation.set_cell("B2");
  ExpectRefused(operation, ErrorReason::kUnknownArgument, "cell");
  operation = Added("B2", PngFile(3, 3));
  operation.set_sheet_name("Chart");
  ExpectRefused(operation, ErrorReason::kNotAWorksheet, "Chart");
}

TEST_F(ImageBatchTest, TheBytesOfABatchAreLimited) {
  const std::string image = PngFile(1, 1, 0, std::string(9 << 20, 'x'));
  std::vector<v1::ImageOperation> operations(8, Added("B2", image));
  EXPECT_THAT(Call(operations), HasReason(ErrorReason::kFileTooLarge));
}

TEST_F(ImageBatchTest, FilesAreReadOnly) {
  fork_ = FileId("a.xlsx");
  EXPECT_THAT(Call({Added("B2", PngFile(3, 3))}), HasReason(ErrorReason::kWorkbookReadOnly));
}

}  // namespace
}  // namespace sheetgate::workbook
