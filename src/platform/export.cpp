#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "platform/catalogue.hpp"
#include "platform/db.hpp"
#include "platform/transfer.hpp"

namespace octant::platform {
namespace {

/// A cell that a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV injection).
std::string harmless(const std::string& cell) {
    const bool risky =
        !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
    return risky && !to_real(cell) ? "'" + cell : cell;
}

bool is_decimal(Kind kind) {
    return kind == Kind::amount || kind == Kind::price || kind == Kind::quantity || kind == Kind::ratio;
}

std::optional<lxw_datetime> to_lxw(const std::string& cell) {
    const auto date = parse_date(cell);
    if (!date) return std::nullopt;
    const std::chrono::year_month_day d{*date};
    return lxw_datetime{
        .year = int(d.year()), .month = int(unsigned(d.month())), .day = int(unsigned(d.day()))};
}

/// The workbook library writes files only.
class TemporaryFile {
public:
    TemporaryFile() {
        const int file = mkstemp(path_);
        if (file < 0) throw DatabaseFault("no temporary file can be made in /tmp; is the disk full?");
        close(file);
    }
    ~TemporaryFile() { std::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    const char* path() const { return path_; }
    std::string content() const {
        std::ifstream in(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    char path_[32] = "/tmp/octant-export-XXXXXX";
};

}  // namespace

Result<std::string> export_csv(Context& cx, const TypeInfo& type, const ListQuery& query) {
    std::string out = "\xef\xbb\xbf";  // spreadsheets read UTF-8 by this mark
    TRY(list_rows(cx, type, query, [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i) out += ',';
            append_csv_field(out, harmless(cells[i]));
        }
        out += "\r\n";
    }));
    return out;
}

Result<std::string> export_xlsx(Context& cx, const TypeInfo& type, const ListQuery& query) {
    const TemporaryFile file;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    auto* workbook = workbook_new_opt(file.path(), &options);
    auto* sheet = workbook_add_worksheet(workbook, nullptr);
    auto* bold = workbook_add_format(workbook);
    format_set_bold(bold);
    auto* day = workbook_add_format(workbook);
    format_set_num_format(day, "yyyy-mm-dd");
    worksheet_freeze_panes(sheet, 1, 0);
    std::vector<const FieldInfo*> fields;
    lxw_row_t row = 0;
    auto listed = list_rows(cx, type, query, [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            if (row == 0) {
                fields.push_back(type.find_field(cells[i]));
                const std::string label(label_of_field(type, cells[i], cx.actor.language));
                worksheet_write_string(sheet, 0, column, label.empty() ? cells[i].c_str() : label.c_str(),
                                       bold);
            } else if (const auto number = is_decimal(fields[i]->kind) ? to_real(cells[i]) : std::nullopt) {
                worksheet_write_number(sheet, row, column, *number, nullptr);
            } else if (const auto date = fields[i]->kind == Kind::date ? to_lxw(cells[i]) : std::nullopt) {
                auto at = *date;
                worksheet_write_datetime(sheet, row, column, &at, day);
            } else {
                worksheet_write_string(sheet, row, column, cells[i].c_str(), nullptr);
            }
        }
        ++row;
    });
    const auto error = workbook_close(workbook);
    if (error != LXW_NO_ERROR)
        throw DatabaseFault(std::string("the workbook cannot be written: ") + lxw_strerror(error));
    TRY(std::move(listed));
    return file.content();
}

}  // namespace octant::platform
