// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class TemporaryBesideTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string[] Left => [.. Directory.GetFileSystemEntries(_folder.Path, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_goes_with_what_was_put_there()
    {
        using (var temporary = TemporaryBeside.Create(_folder["app.tar"]))
        {
            Directory.CreateDirectory(temporary.Path + "/blobs");
            File.WriteAllText(temporary.Path + "/blobs/x", "x");
            Path.GetFileName(temporary.Path)[0].ShouldBe('.');
        }
        using (var temporary = TemporaryBeside.Create(_folder["app.tar"]))
            File.WriteAllText(temporary.Path, "x");

        Left.ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_process_left_goes_with_the_next_and_what_a_living_one_holds_stays()
    {
        var flock = Needs.Tool("flock");
        var (dead, alive) = ($".app.tar.{Guid.NewGuid():N}", $".app.tar.{Guid.NewGuid():N}");
        foreach (var name in (string[])[dead, alive, $".other.tar.{Guid.NewGuid():N}"])
        {
            _folder.Write($"{name}.lock", "");
            _folder.Write($"{name}.part/blobs/x", "x");
        }
        var kept = Left.Where(name => !name.StartsWith(dead, StringComparison.Ordinal)).ToArray();
        using var holder = Process.Start(new ProcessStartInfo(flock, [_folder[$"{alive}.lock"], "sh", "-c", "echo held; cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        holder.StandardOutput.ReadLine().ShouldBe("held");

        TemporaryBeside.Create(_folder["app.tar"]).Dispose();

        Left.ShouldBe(kept);
        holder.StandardInput.Close();
        holder.WaitForExit();
    }

    [Fact]
    public void What_is_another_user_s_or_a_link_stays()
    {
        Needs.Root();
        var (theirs, link) = ($".app.tar.{Guid.NewGuid():N}", $".app.tar.{Guid.NewGuid():N}");
        _folder.Write($"{theirs}.part/x", "x");
        LinuxFile.SetOwner(_folder.Write($"{theirs}.lock", ""), 12345, 12345);
        File.CreateSymbolicLink(_folder[$"{link}.lock"], _folder["made"]);
        var before = Left;

        TemporaryBeside.Create(_folder["app.tar"]).Dispose();

        Left.ShouldBe(before);
    }

    [Fact]
    public void A_part_that_is_a_link_goes_and_not_what_it_leads_to()
    {
        _folder.Write("precious/x", "x");
        var name = $".app.tar.{Guid.NewGuid():N}";
        _folder.Write($"{name}.lock", "");
        File.CreateSymbolicLink(_folder[$"{name}.part"], _folder["precious"]);

        TemporaryBeside.Create(_folder["app.tar"]).Dispose();

        Left.ShouldBe(["precious"]);
        File.Exists(_folder["precious/x"]).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_and_a_long_name_is_no_trouble()
    {
        Should.Throw<DirectoryNotFoundException>(() => TemporaryBeside.Create(_folder["no/app.tar"])).Message.ShouldBe($"There is no folder '{_folder["no"]}' to write 'app.tar' in.");
        using var temporary = TemporaryBeside.Create(_folder[new string('n', 250)]);
        File.WriteAllText(temporary.Path, "x");
    }
}
