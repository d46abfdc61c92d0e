// RewritePackage (package.h): one pass over the members, in the order of the central directory.
#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/deflate.h"
#include "spreadsheet/xlsx/deflate_splicer.h"
#include "spreadsheet/xlsx/edited_package.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/zip_directory.h"
#include "spreadsheet/xlsx/zip_format.h"
#include "spreadsheet/xlsx/zip_writer.h"

namespace sheetgate::spreadsheet {
namespace {

// Parts by lower-case name, as members are looked up; points into the edit.
template <typename Value>
std::map<std::string, const Value*> ByLowerCase(const std::map<std::string, Value>& parts) {
  std::map<std::string, const Value*> folded;
  for (const auto& [name, value] : parts) folded.emplace(ToLowerAscii(name), &value);
  return folded;
}

template <typename Value>
const Value* FindIn(const std::map<std::string, const Value*>& parts, const std::string& key) {
  const auto found = parts.find(key);
  return found == parts.end() ? nullptr : found->second;
}

// An edit that does not fit the package is a defect of the caller.
absl::Status CheckEdit(const Package& package, const PackageEdit& edit) {
  std::set<std::string> edited;
  const auto check = [&](const std::string& name) {
    if (!package.Has(name)) {
      return platform::Internal(Concat("part ", Quoted(name), " is to be edited but missing"));
    }
    if (!edited.insert(ToLowerAscii(name)).second) {
      return platform::Internal(Concat("part ", Quoted(name), " is to be edited in two ways"));
    }
    return absl::OkStatus();
  };
  for (const auto& [name, content] : edit.replaced) RETURN_IF_ERROR(check(name));
  for (const auto& [name, patches] : edit.patched) RETURN_IF_ERROR(check(name));
  for (const auto& [name, content] : edit.streamed) RETURN_IF_ERROR(check(name));
  for (const auto& [name, content] : edit.concluding) RETURN_IF_ERROR(check(name));
  for (const std::string& name : edit.removed) RETURN_IF_ERROR(check(name));
  const auto check_new = [&](const std::string& name) {
    if (package.Has(name)) {
      return platform::Internal(Concat("part ", Quoted(name), " is to be added but exists"));
    }
    const absl::StatusOr<std::string> normal = NormalizePartName(name);
    if (!normal.ok() || *normal != name || name.back() == '/' || name.size() > 0xffff) {
      return platform::Internal(Concat(Quoted(name), " cannot be the name of a part"));
    }
    return absl::OkStatus();
  };
  for (const auto& [name, content] : edit.added) RETURN_IF_ERROR(check_new(name));
  for (const auto& [name, content] : edit.added_last) RETURN_IF_ERROR(check_new(name));
  return absl::OkStatus();
}

// Patches for two passes of which the first may end anywhere: each is still made only once.
class RepeatablePatches : public PartPatches {
 public:
  explicit RepeatablePatches(PartPatches* patches) : patches_(patches) {}

  size_t size() const override { return patches_->size(); }
  PatchSpan span(size_t index) const override { return patches_->span(index); }
  std::string Make(size_t index, std::string_view old) override {
    if (repeating_ && index < made_.size()) return std::move(made_[index]);
    std::string made = patches_->Make(index, old);
    if (!repeating_) made_.push_back(made);
    return made;
  }

  // The next pass is the last.
  void Repeat() { repeating_ = true; }

 private:
  PartPatches* patches_;
  std::vector<std::string> made_;  // in the first pass
  bool repeating_ = false;
};

// One use.
class Rewriter {
 public:
  Rewriter(const Package& package, const PackageEdit& edit,
           const platform::CancellationToken& cancellation)
      : package_(package),
        edit_(edit),
        bytes_(*package.bytes()),
        replaced_(ByLowerCase(edit.replaced)),
        patched_(ByLowerCase(edit.patched)),
        streamed_(ByLowerCase(edit.streamed)),
        concluding_(ByLowerCase(edit.concluding)),
        cancellation_(cancellation) {
    for (const std::string& name : edit.removed) removed_.insert(ToLowerAscii(name));
  }

  absl::Status Init() {
    RETURN_IF_ERROR(CheckEdit(package_, edit_));
    ASSIGN_OR_RETURN(directory_, ReadZipDirectory(bytes_, package_.limits(), cancellation_));
    return absl::OkStatus();
  }

  // About as many bytes as the new package will have, and a little more: what is reserved and not
  // used counts as held memory.
  uint64_t ExpectedSize() const {
    constexpr uint64_t kSpliced = uint64_t{128} << 10;
    uint64_t size = bytes_.size() + patched_.size() * kSpliced;
    for (const auto& [name, content] : edit_.replaced) size += content.size() / 8;
    for (const auto& [name, content] : edit_.added) size += content.size() / 2;
    for (const ZipMember& member : directory_.members) {
      const std::string key = ToLowerAscii(member.name);
      if (streamed_.contains(key) || concluding_.contains(key)) size += Growth(member);
    }
    return size;
  }

  absl::StatusOr<std::string> Run(ZipWriter* writer) {
    // Concluding parts wait until the last of the others is written.
    size_t others_left = patched_.size() + streamed_.size();
    std::vector<Waiting> waiting;
    for (const ZipMember& member : directory_.members) {
      RETURN_IF_ERROR(cancellation_.Check());
      const std::string key = ToLowerAscii(member.name);
      if (removed_.contains(key)) continue;
      const PartWriter* concluding = FindIn(concluding_, key);
      if (concluding != nullptr && others_left > 0) {
        if (member.is_part) waiting.push_back({&member, concluding, writer->members()});
        continue;
      }
      const bool other = patched_.contains(key) || streamed_.contains(key);
      if (other && member.is_part) --others_left;
      Write(member, key, writer);
      RETURN_IF_ERROR(writer->status());
      if (others_left > 0) continue;
      RETURN_IF_ERROR(WriteWaiting(waiting, writer));
      waiting.clear();
    }
    for (const auto& [name, content] : edit_.added) {
      RETURN_IF_ERROR(cancellation_.Check());
      writer->Add(name, content);
    }
    for (const auto& [name, produce] : edit_.added_last) {
      RETURN_IF_ERROR(cancellation_.Check());
      std::string content;
      StringSink sink(&content);
      RETURN_IF_ERROR(produce(&sink));
      writer->Add(name, content);
    }
    std::string archive = writer->Finish(directory_.comment, directory_.zip64);
    RETURN_IF_ERROR(writer->status());
    return archive;
  }

 private:
  struct Waiting {
    const ZipMember* member;
    const PartWriter* produce;
    size_t place;  // in the directory, among the members written before
  };

  // By how much a member grows that is deflated anew by a stream.
  static uint64_t Growth(const ZipMember& member) { return member.data.size() / 4; }

  void Write(const ZipMember& member, const std::string& key, ZipWriter* writer) {
    const std::string* content = FindIn(replaced_, key);
    const std::shared_ptr<PartPatches>* patches = FindIn(patched_, key);
    const PartWriter* produce = FindIn(streamed_, key);
    if (produce == nullptr) produce = FindIn(concluding_, key);
    if (content == nullptr && patches == nullptr && produce == nullptr) {
      writer->Copy(bytes_, member);
    } else if (!member.is_part) {
      return;  // a second copy of the part, now outdated
    } else if (content != nullptr) {
      writer->Replace(bytes_, member, *content);
    } else if (patches != nullptr) {
      Patch(member, patches->get(), writer);
    } else {
      writer->Replace(bytes_, member, member.inflated_size, *produce);
    }
  }

  void Patch(const ZipMember& member, PartPatches* patches, ZipWriter* writer) {
    RepeatablePatches repeatable(patches);
    const auto apply = [&](ByteSink* out) -> absl::Status {
      repeatable.Repeat();
      ASSIGN_OR_RETURN(PartStream stream, package_.Stream(member.name, cancellation_));
      return ApplyPatches(member.name, &repeatable, &stream, out, cancellation_);
    };
    if (member.method != zip::kDeflated || member.inflated_size < ZipWriter::kStreamedSize) {
      writer->Replace(bytes_, member, member.inflated_size, apply);
      return;
    }
    const auto splice = [&](std::string* out) -> absl::StatusOr<DeflatedContents> {
      ASSIGN_OR_RETURN(const std::optional<DeflatedContents> spliced,
                       SpliceDeflated(member.data.In(bytes_), {member.inflated_size, member.crc},
                                      &repeatable, cancellation_, out));
      if (spliced.has_value()) return *spliced;
      out->reserve(out->size() + (bytes_.size() - member.stored.begin) + Growth(member));
      return DeflateStream(apply, out);
    };
    writer->ReplaceDeflated(bytes_, member, member.inflated_size, splice);
  }

  absl::Status WriteWaiting(const std::vector<Waiting>& waiting, ZipWriter* writer) {
    for (size_t i = 0; i < waiting.size(); ++i) {
      const Waiting& next = waiting[i];
      writer->Replace(bytes_, *next.member, next.member->inflated_size, *next.produce);
      RETURN_IF_ERROR(writer->status());
      // Those that waited before it stand before it.
      writer->MoveLastTo(next.place + i);
    }
    return absl::OkStatus();
  }

  const Package& package_;
  const PackageEdit& edit_;
  const std::string_view bytes_;
  // By lower-case name.
  std::map<std::string, const std::string*> replaced_;
  std::map<std::string, const std::shared_ptr<PartPatches>*> patched_;
  std::map<std::string, const PartWriter*> streamed_;
  std::map<std::string, const PartWriter*> concluding_;
  std::set<std::string> removed_;
  ZipDirectory directory_;
  const platform::CancellationToken& cancellation_;
};

}  // namespace

absl::StatusOr<std::string> RewritePackage(const Package& package, const PackageEdit& edit,
                                           const platform::CancellationToken& cancellation) {
  if (const std::shared_ptr<const Package> opened = package.opened(); opened != nullptr) {
    ASSIGN_OR_RETURN(const PackageEdit whole, EditOfOpened(package, edit, cancellation));
    return RewritePackage(*opened, whole, cancellation);
  }
  if (edit.empty()) return std::string(*package.bytes());
  Rewriter rewriter(package, edit, cancellation);
  RETURN_IF_ERROR(rewriter.Init());
  ZipWriter writer;
  writer.Reserve(rewriter.ExpectedSize());
  return rewriter.Run(&writer);
}

absl::Status RewritePackage(const Package& package, const PackageEdit& edit, ByteSink* out,
                            const platform::CancellationToken& cancellation) {
  if (const std::shared_ptr<const Package> opened = package.opened(); opened != nullptr) {
    ASSIGN_OR_RETURN(const PackageEdit whole, EditOfOpened(package, edit, cancellation));
    return RewritePackage(*opened, whole, out, cancellation);
  }
  if (edit.empty()) return out->Append(*package.bytes());
  Rewriter rewriter(package, edit, cancellation);
  RETURN_IF_ERROR(rewriter.Init());
  ZipWriter writer(out);
  return rewriter.Run(&writer).status();
}

}  // namespace sheetgate::spreadsheet
