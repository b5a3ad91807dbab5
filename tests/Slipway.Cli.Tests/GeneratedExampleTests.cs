// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Slipway.Cli.Tests;

/// <summary>Files that are made of the project's own examples: what <c>--check</c> says of each, as it was written and with one byte changed.</summary>
public sealed class GeneratedExampleTests : IDisposable
{
    private static readonly string[] Fleets = ["openhqm", "shudl", "ha-ingestor", "a64", "registry"];
    private static readonly string[] Kinds = ["ci github --registry ghcr.io/team", "ci gitlab --registry ghcr.io/team", "ci jenkins --registry ghcr.io/team", "compose", "kubernetes"];

    private readonly TestProgram _program = new();

    public static TheoryData<string, string> FleetsAndKinds { get; } = [.. Fleets.SelectMany(static fleet => Kinds.Select(kind => (fleet, kind)))];

    public void Dispose() => _program.Dispose();

    [Theory]
    [MemberData(nameof(FleetsAndKinds))]
    public async Task Check_tells_each_file_with_a_byte_changed_and_that_alone(string fleet, string kind)
    {
        CopyExample(fleet);
        string[] words = ["generate", .. kind.Split(' '), $"./examples/{fleet}", "--output", "."];
        await _program.OutputOfAsync(words);
        var files = Directory.GetFiles(_program.Folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_program.Folder.Path, path))
            .Where(static path => !path.StartsWith("examples/", StringComparison.Ordinal) && !path.StartsWith("home/", StringComparison.Ordinal)).ToList();
        Task<(int Code, string Output, string Error)> CheckAsync() => _program.RunAsync([.. words, "--check"]);

        files.ShouldNotBeEmpty();
        await ShouldBeUpToDateAsync();
        foreach (var file in files)
        {
            var written = File.ReadAllBytes(_program.Folder[file]);
            var digestLine = Array.IndexOf(written, (byte)'\n') + 1;
            var body = Array.IndexOf(written, (byte)'\n', digestLine) + 1;
            foreach (var (at, said) in new[] { (0, "was not generated"), (body - 2, "was changed by hand"), (body, "was changed by hand"), ((body + written.Length) / 2, "was changed by hand"), (written.Length - 1, "was changed by hand") })
            {
                var changed = written.ToArray();
                changed[at] ^= 1;
                File.WriteAllBytes(_program.Folder[file], changed);

                var (code, output, error) = await CheckAsync();

                code.ShouldBe(ExitCode.No, $"{file}, byte {at}: {output}{error}");
                output.ShouldStartWith($"{file} {said}");
                output.ShouldEndWith("\n");
                output.Count('\n').ShouldBe(1, output);
                File.ReadAllBytes(_program.Folder[file]).ShouldBe(changed);
            }
            File.WriteAllBytes(_program.Folder[file], [.. "\uFEFF"u8, .. written]);
            (await CheckAsync()).Code.ShouldBe(ExitCode.No, $"{file} with a byte order mark");
            File.Delete(_program.Folder[file]);
            (await CheckAsync()).Output.ShouldBe($"{file} is missing\n");
            File.WriteAllBytes(_program.Folder[file], written);
        }
        await ShouldBeUpToDateAsync();

        async Task ShouldBeUpToDateAsync()
        {
            var (code, output, error) = await CheckAsync();
            (code, output).ShouldBe((ExitCode.Done, ""), error);
        }
    }

    private void CopyExample(string name)
    {
        var source = Path.Combine(Root(), "examples", name);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
            _program.Folder.Write(Path.Combine("examples", name, Path.GetRelativePath(source, file)), File.ReadAllBytes(file));
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../.."));
}
