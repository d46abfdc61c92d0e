// PictureCall: the steps of a call that has the engine draw a part of a workbook, and what every
// picture's result says.
//
// The steps in order: a permit (the queue), fetch, read, the engine (start, load, calculate where
// results are stale, render). How they hang together: engine_call.h.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_PICTURE_CALL_H_
#define SHEETGATE_RECALC_SERVICE_RPC_PICTURE_CALL_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/rpc/resource_uri.h"
#include "recalc-service/calculation/load_check.h"
#include "recalc-service/rpc/engine_call.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::recalc {

// A format of pictures.
struct PictureFile {
  std::string_view name;  // as requests name it
  std::string_view mime_type;
  PictureFormat format;
};

// The one called `name`, png when empty; INVALID_ARGUMENT for any other.
absl::StatusOr<PictureFile> PictureFileOf(std::string_view name);

// The bytes the engine is to load: the file's, or, where results are stale, those that let it
// calculate only what it can. Damaged and hostile packages end here: every sheet is read first.
absl::StatusOr<std::shared_ptr<const std::string>> PackageToDraw(
    const std::shared_ptr<const spreadsheet::Workbook>& workbook,
    const workbook::FetchedPackage& fetched, const Engine& engine,
    const platform::CancellationToken& token);

// `Request` and `Response` are those of a streaming tool like ScreenshotSheet.
template <typename Request, typename Response>
class PictureCall : public EngineCall<Response> {
 public:
  using typename EngineCall<Response>::Result;

 protected:
  // `reader` is the full name of the RPC that serves the same picture as a resource.
  PictureCall(const Request& request, const PictureFile& file, std::string_view reader,
              const platform::RequestContext& context, const EngineCallDependencies& dependencies)
      : EngineCall<Response>(context, dependencies, ScreenshotKind()),
        request_(request),
        file_(file),
        reader_(reader) {}

  virtual DocumentUse use() const = 0;
  // Says in `picture`, which knows the sheet's name, what to draw of the sheet with this index.
  virtual absl::Status Choose(const spreadsheet::Workbook& workbook, int sheet,
                              PictureRequest* picture) = 0;
  // Adds what only this kind of result says.
  virtual void Tell(const EnginePicture& drawn, Result* result) const = 0;
  // Makes a request for the very same picture, and returns that picture's name.
  virtual std::string Pin(Request* same) const = 0;

  const Request request_;
  const PictureFile file_;

 private:
  struct Run {
    platform::AdmissionLimiter::Permit permit;
    DocumentLease lease;
    PictureRequest picture;
    // Of the revision drawn.
    std::string revision;
    bool stale_values = false;
  };
  using RunPtr = std::shared_ptr<Run>;

  std::shared_ptr<PictureCall> Self() {
    return std::static_pointer_cast<PictureCall>(this->shared_from_this());
  }

  const std::string& workbook_id() const override { return request_.workbook_id(); }

  void Begin(platform::AdmissionLimiter::Permit permit) override {
    auto run = std::make_shared<Run>();
    run->permit = std::move(permit);
    run->lease = this->use_.documents->Take(request_.workbook_id(), use());
    workbook::PackageRequest request;
    request.workbook_id = request_.workbook_id();
    request.revision = request_.revision();
    if (run->lease) request.known_revision = run->lease->revision;
    this->Fetch(std::move(request), [self = Self(), run](workbook::FetchedPackage fetched) {
      if (!self->Enter(Phase::kRead)) return;
      self->Compute([self, run, fetched = std::move(fetched)]() mutable {
        return self->ReadAndDraw(run, std::move(fetched));
      });
    });
  }

  absl::Status ReadAndDraw(const RunPtr& run, const workbook::FetchedPackage& fetched) {
    const platform::CancellationToken& token = this->context_.cancellation;
    if (fetched.bytes == nullptr) {
      RETURN_IF_ERROR(ChooseIn(*run->lease->workbook, run.get()));
      Draw(run, std::move(run->lease));
      return absl::OkStatus();
    }
    run->lease.Drop();
    EngineCallBase::State wanted;
    wanted.workbook_id = request_.workbook_id();
    wanted.use = use();
    wanted.revision = fetched.revision;
    wanted.file_name = fetched.file_name;
    wanted.stale_values = fetched.stale_values;
    ASSIGN_OR_RETURN(wanted.workbook,
                     spreadsheet::OpenXlsx(fetched.bytes, this->use_.limits, token));
    RETURN_IF_ERROR(ChooseIn(*wanted.workbook, run.get()));
    OpenRequest request;
    ASSIGN_OR_RETURN(request.package,
                     PackageToDraw(wanted.workbook, fetched, *this->use_.engine, token));
    request.file_name = wanted.file_name;
    request.calculate = wanted.stale_values;
    this->Open(std::move(wanted), std::move(request),
               [self = Self(), run](DocumentLease lease) { self->Draw(run, std::move(lease)); });
    return absl::OkStatus();
  }

  absl::Status ChooseIn(const spreadsheet::Workbook& workbook, Run* run) {
    ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(request_.sheet_name()));
    run->picture.range.sheet = workbook.sheets()[static_cast<size_t>(sheet)].name;
    run->picture.format = file_.format;
    run->picture.scale = request_.has_scale() ? request_.scale() : 1;
    return Choose(workbook, sheet, &run->picture);
  }

  void Draw(const RunPtr& run, DocumentLease lease) {
    if (const absl::Status whole = CheckSheets(*lease->workbook, lease->document->sheets());
        !whole.ok()) {
      return this->Finish(whole);
    }
    run->revision = lease->revision;
    run->stale_values = lease->stale_values;
    EngineQuestion question;
    question.picture = run->picture;
    const auto drawn = [self = Self(), run](DocumentLease asked, EngineAnswer answer) {
      run->lease = std::move(asked);
      self->OnDrawn(run, std::move(answer.picture));
    };
    if (use() == DocumentUse::kDrawing) {
      this->Ask(std::move(lease), std::move(question), drawn);
    } else {
      this->AskCopy(std::move(lease), std::move(question), drawn);
    }
  }

  void OnDrawn(const RunPtr& run, EnginePicture drawn) {
    // Before the answer: whoever has it may count on the slot being free, and on the document.
    run->lease.Return();
    run->permit.Release();
    Result result;
    result.set_revision(run->revision);
    result.set_sheet_name(run->picture.range.sheet);
    result.set_width(drawn.width);
    result.set_height(drawn.height);
    result.set_scale(drawn.scale);
    result.set_stale_values(run->stale_values);
    result.set_engine(this->use_.engine->version());
    Tell(drawn, &result);
    LinkTo(*run, static_cast<int64_t>(drawn.bytes.size()), result.mutable_resource());
    result.mutable_image()->set_data(std::move(drawn.bytes));
    result.mutable_image()->set_mime_type(result.resource().mime_type());
    result.mutable_image()->set_uri(result.resource().uri());
    this->FinishWith(std::move(result), [](const PhaseRecorder& phases, Result* complete) {
      complete->set_duration_ms(absl::ToDoubleMilliseconds(phases.total()));
    });
  }

  void LinkTo(const Run& run, int64_t size_bytes, mcp::v1::ResourceLink* link) const {
    Request same = request_;
    same.set_revision(run.revision);
    same.set_sheet_name(run.picture.range.sheet);
    same.set_format(std::string(file_.name));
    link->set_name(platform::StrCat(Pin(&same), " as ", file_.name));
    link->set_uri(platform::ResourceUri(reader_, same));
    link->set_mime_type(std::string(file_.mime_type));
    link->set_size_bytes(size_bytes);
  }

  const std::string_view reader_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_PICTURE_CALL_H_
