// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Runs another program with a home of its own, which goes with all that it kept there.</summary>
internal sealed class PeerProgram : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _program;
    private readonly string[] _first;

    /// <param name="program">Its name; the test is skipped where it isn't installed.</param>
    /// <param name="first">The arguments that stand first each time, made of the home's path.</param>
    public PeerProgram(string program, Func<TempFolder, string[]>? first = null)
    {
        Needs.Root();
        _program = Needs.Tool(program);
        _first = first?.Invoke(_folder) ?? [];
    }

    /// <summary>The home, where input may be put and output found.</summary>
    public TempFolder Home => _folder;

    /// <summary>podman's and buildah's storage: in the home, with no mount that could outlive the test.</summary>
    public static string[] Storage(TempFolder home) => ["--root", home.MakeFolder("storage"), "--runroot", home.MakeFolder("run"), "--storage-driver", "vfs"];

    /// <summary>Runs it to its end, which must be good, and gives what it wrote.</summary>
    public async Task<string> RunAsync(params IReadOnlyList<string> arguments) => (await TryAsync(arguments)).EnsureSuccess().OutputText;

    /// <summary>Runs it to its end.</summary>
    public Task<CommandResult> TryAsync(params IReadOnlyList<string> arguments) => new Command(_program, [.. _first, .. arguments])
    {
        Environment = new Dictionary<string, string>(Command.MinimalEnvironment) { ["HOME"] = _folder.Path, ["XDG_RUNTIME_DIR"] = _folder.MakeFolder("runtime"), ["TMPDIR"] = _folder.MakeFolder("temporary") },
        WorkingDirectory = _folder.Path,
    }.RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Writes a tar with one file of random bytes, and returns its path.</summary>
    public string MakeTar(string name, int size = 100_000)
    {
        var content = new byte[size];
        Random.Shared.NextBytes(content);
        var folder = _folder.MakeFolder($"{name}.root");
        File.WriteAllBytes(Path.Combine(folder, "file"), content);
        TarFile.CreateFromDirectory(folder, _folder[$"{name}.tar"], includeBaseDirectory: false);
        return _folder[$"{name}.tar"];
    }

    public void Dispose() => _folder.Dispose();
}
