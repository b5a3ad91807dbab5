// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class RecordFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private RecordFiles Open(string boot = "this-boot") => new(new DiskBlobFiles(_folder.Path), boot);

    [Fact]
    public void A_record_holds_what_was_written_last()
    {
        Open().Save("a/b", "one"u8);
        Open().Save("a/b", "two"u8);

        Open().Find("a/b")!.Value.ToArray().ShouldBe("two"u8.ToArray());
        Open().Find("a/c").ShouldBeNull();
        Directory.GetFiles(_folder["a"]).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_record_of_which_any_byte_is_lost_or_wrong_counts_as_none()
    {
        Open().Save("record", "a body of some bytes"u8);
        var whole = File.ReadAllBytes(_folder["record"]);

        for (var at = 0; at < whole.Length; at++)
        {
            File.WriteAllBytes(_folder["record"], whole[..at]);
            Open().Find("record").ShouldBeNull();
            File.WriteAllBytes(_folder["record"], [.. whole[..at], 0, .. whole[(at + 1)..]]);
            Open().Find("record").ShouldBeNull();
        }
    }

    [Fact]
    public void What_might_not_have_reached_the_disk_counts_until_the_machine_stops()
    {
        Open().Save("stats", "of files"u8, RecordLife.Boot);

        Open().Find("stats").ShouldNotBeNull();
        Open("the-next-boot").Find("stats").ShouldBeNull();
        Open("the-next-boot").IsWhole("stats").ShouldBeTrue();
    }

    [Fact]
    public void A_record_of_one_boot_can_not_pass_for_a_lasting_one()
    {
        Open().Save("stats", "of files"u8, RecordLife.Boot);
        File.WriteAllText(_folder["stats"], File.ReadAllText(_folder["stats"]).Replace("this-boot", nameof(RecordLife.Lasting)));

        Open().Find("stats").ShouldBeNull();
    }

    [Fact]
    public void Digests_of_files_are_computed_again_after_a_power_cut()
    {
        _folder.Write("context/file", "content");
        using var root = RootedDirectory.Open(_folder["context"]);
        var status = root.TryGetStatus("file", FinalLink.Keep)!.Value;
        var first = Digests(Open());
        Get(first).ShouldBe(Digest.Sha256("content"u8));
        first.Save();
        // With its file gone, only what is known of it can answer.
        File.Delete(_folder["context/file"]);

        Get(Digests(Open())).ShouldBe(Digest.Sha256("content"u8));
        Should.Throw<IOException>(() => Get(Digests(Open("the-next-boot"))));

        Digest Get(ContentDigests digests) => digests.Get(root, new("file", "file", status), TestContext.Current.CancellationToken);
        ContentDigests Digests(RecordFiles files) => new(files, _folder["context"], new FakeTime(DateTimeOffset.UtcNow.AddHours(1)));
    }
}
