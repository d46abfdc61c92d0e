#include "spreadsheet/xlsx/edited_package.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/relationships.h"

namespace sheetgate::spreadsheet {
namespace {

// Over the package that was opened, never over another EditedPackage.
class EditedPackage : public Package {
 public:
  EditedPackage(std::shared_ptr<const Package> opened, PartOverlay overlay)
      : opened_(std::move(opened)), overlay_(std::move(overlay)) {}

  absl::Status Init() {
    const std::string* types = FindChanged(kContentTypesPart);
    if (types == nullptr) return absl::OkStatus();
    ASSIGN_OR_RETURN(ContentTypes parsed, ContentTypes::Parse(*types));
    content_types_ = std::make_unique<const ContentTypes>(std::move(parsed));
    return absl::OkStatus();
  }

  std::vector<std::string> part_names() const override {
    std::vector<std::string> names;
    for (std::string& name : opened_->part_names()) {
      if (!Removed(name)) names.push_back(std::move(name));
    }
    for (const auto& [name, contents] : overlay_.parts) {
      if (!opened_->Has(name)) names.push_back(name);
    }
    return names;
  }

  bool Has(std::string_view part) const override {
    return FindChanged(part) != nullptr || (opened_->Has(part) && !Removed(part));
  }

  int64_t InflatedSize(std::string_view part) const override {
    const std::string* changed = FindChanged(part);
    if (changed != nullptr) return static_cast<int64_t>(changed->size());
    return Removed(part) ? 0 : opened_->InflatedSize(part);
  }

  std::string_view ContentType(std::string_view part) const override {
    return content_types_ != nullptr ? content_types_->TypeOf(part) : opened_->ContentType(part);
  }

  absl::StatusOr<std::string> Read(std::string_view part,
                                   const platform::CancellationToken& cancellation) const override {
    if (const std::string* changed = FindChanged(part); changed != nullptr) {
      return *changed;
    }
    if (Removed(part)) return CorruptPart(part, "it is missing from the package");
    return opened_->Read(part, cancellation);
  }

  absl::StatusOr<PartStream> Stream(
      std::string_view part, const platform::CancellationToken& cancellation) const override {
    if (const std::string* changed = FindChanged(part); changed != nullptr) {
      return PartStream(*changed);
    }
    if (Removed(part)) return CorruptPart(part, "it is missing from the package");
    return opened_->Stream(part, cancellation);
  }

  absl::StatusOr<std::vector<Relationship>> Relationships(std::string_view part) const override {
    const std::string rels = RelationshipsPart(part);
    if (!Has(rels)) return std::vector<Relationship>();
    ASSIGN_OR_RETURN(const std::string xml, Read(rels, {}));
    return ParseRelationships(part, xml, [this](std::string_view target) { return Has(target); });
  }

  const PackageBytes& bytes() const override { return opened_->bytes(); }
  const XlsxLimits& limits() const override { return opened_->limits(); }
  const PartOverlay& overlay() const override { return overlay_; }
  std::shared_ptr<const Package> opened() const override { return opened_; }

  size_t memory_bytes() const override {
    size_t bytes = opened_->memory_bytes();
    for (const auto& [name, contents] : overlay_.parts) bytes += contents->capacity();
    return bytes;
  }

 private:
  const std::string* FindChanged(std::string_view part) const {
    const auto found = overlay_.parts.find(part);
    return found == overlay_.parts.end() ? nullptr : found->second.get();
  }
  bool Removed(std::string_view part) const { return overlay_.removed.contains(part); }

  const std::shared_ptr<const Package> opened_;
  const PartOverlay overlay_;
  std::unique_ptr<const ContentTypes> content_types_;  // null: as in the package opened
};

absl::Status CheckSizes(const PartChanges& changes, const XlsxLimits& limits) {
  for (const auto& [name, contents] : changes.written) {
    if (contents->size() > static_cast<uint64_t>(limits.max_part_bytes)) {
      return PackageTooLarge(Concat("part ", Quoted(name), " would have ", contents->size(),
                                    " bytes, and the limit is ", limits.max_part_bytes),
                             limits.max_part_bytes);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> PatchedContents(const Package& package, const std::string& part,
                                            PartPatches* patches,
                                            const platform::CancellationToken& cancellation) {
  std::string contents;
  contents.reserve(static_cast<size_t>(package.InflatedSize(part)));
  StringSink sink(&contents);
  ASSIGN_OR_RETURN(PartStream stream, package.Stream(part, cancellation));
  RETURN_IF_ERROR(ApplyPatches(part, patches, &stream, &sink, cancellation));
  return contents;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Package>> EditPackage(
    const std::shared_ptr<const Package>& before, const PartChanges& changes) {
  RETURN_IF_ERROR(CheckSizes(changes, before->limits()));
  std::shared_ptr<const Package> opened = before->opened();
  if (opened == nullptr) opened = before;
  PartOverlay overlay = before->overlay();
  for (const std::string& name : changes.removed) {
    if (!before->Has(name)) {
      return platform::Internal(Concat("part ", Quoted(name), " is to be removed but missing"));
    }
    overlay.parts.erase(name);
    if (opened->Has(name)) overlay.removed.insert(name);
  }
  for (const auto& [name, contents] : changes.written) {
    overlay.removed.erase(name);
    overlay.parts[name] = contents;
  }
  auto edited = std::make_shared<EditedPackage>(std::move(opened), std::move(overlay));
  RETURN_IF_ERROR(edited->Init());
  return edited;
}

absl::StatusOr<PartChanges> MakeChanges(const Package& package, const PackageEdit& edit,
                                        const platform::CancellationToken& cancellation) {
  PartChanges changes;
  changes.removed.insert(edit.removed.begin(), edit.removed.end());
  const auto hold = [&](const std::string& name, std::string contents) {
    changes.written[name] = std::make_shared<const std::string>(std::move(contents));
  };
  for (const auto& [name, contents] : edit.replaced) hold(name, contents);
  for (const auto& [name, contents] : edit.added) hold(name, contents);
  for (const auto& [name, patches] : edit.patched) {
    ASSIGN_OR_RETURN(std::string contents,
                     PatchedContents(package, name, patches.get(), cancellation));
    hold(name, std::move(contents));
  }
  for (const auto* writers : {&edit.streamed, &edit.concluding}) {
    for (const auto& [name, write] : *writers) {
      RETURN_IF_ERROR(cancellation.Check());
      std::string contents;
      StringSink sink(&contents);
      RETURN_IF_ERROR(write(&sink));
      hold(name, std::move(contents));
    }
  }
  return changes;
}

absl::StatusOr<PackageEdit> EditOfOpened(const Package& package, const PackageEdit& edit,
                                         const platform::CancellationToken& cancellation) {
  const Package& opened = *package.opened();
  PackageEdit whole;
  PartOverlay held = package.overlay();
  const auto hold = [&](const std::string& name, std::string contents) {
    held.removed.erase(name);
    held.parts[name] = std::make_shared<const std::string>(std::move(contents));
  };
  for (const std::string& name : edit.removed) {
    held.parts.erase(name);
    if (opened.Has(name)) held.removed.insert(name);
  }
  for (const auto& [name, contents] : edit.replaced) hold(name, contents);
  for (const auto& [name, contents] : edit.added) hold(name, contents);
  for (const auto& [name, patches] : edit.patched) {
    if (!held.parts.contains(name)) {
      whole.patched[name] = patches;
      continue;
    }
    ASSIGN_OR_RETURN(std::string contents,
                     PatchedContents(package, name, patches.get(), cancellation));
    hold(name, std::move(contents));
  }
  for (const auto& [name, write] : edit.streamed) {
    held.parts.erase(name);
    (opened.Has(name) ? whole.streamed : whole.added_last)[name] = write;
  }
  for (const auto& [name, write] : edit.concluding) {
    held.parts.erase(name);
    (opened.Has(name) ? whole.concluding : whole.added_last)[name] = write;
  }
  for (const auto& [name, contents] : held.parts) {
    const PartWriter write = [bytes = contents](ByteSink* out) { return out->Append(*bytes); };
    (opened.Has(name) ? whole.streamed : whole.added_last)[name] = write;
  }
  whole.removed.insert(held.removed.begin(), held.removed.end());
  return whole;
}

}  // namespace sheetgate::spreadsheet
