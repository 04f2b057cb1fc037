#include "app/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "app/story/stage.hpp"

namespace octant::app {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
protected:
    void SetUp() override { fs::create_directories(stage_.place().data); }
    std::string path(const char* name) const { return stage_.place().data + "/" + name; }

private:
    Stage stage_;
};

TEST_F(FilesTest, a_file_is_replaced_as_a_whole) {
    write_file(path("plan"), "a long first answer");
    write_file(path("plan"), "short");
    EXPECT_EQ(read_file(path("plan")), "short");
    EXPECT_FALSE(fs::exists(path("plan.part")));
}

TEST_F(FilesTest, a_pipe_is_written_to_and_stays_a_pipe) {
    ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
    std::string seen;
    std::jthread reader([&] { seen = read_file(path("pipe")); });
    write_file(path("pipe"), "answer");
    reader.join();
    EXPECT_EQ(seen, "answer");
    EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(FilesTest, what_cannot_be_written_is_a_fault_that_names_it) {
    EXPECT_THROW(write_file(path("no such folder/plan"), "x"), std::runtime_error);
}

}  // namespace
}  // namespace octant::app
