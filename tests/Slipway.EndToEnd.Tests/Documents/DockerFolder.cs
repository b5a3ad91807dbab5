// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>
/// A folder in which the lines of a section are typed: <c>docker</c> and <c>slipway</c> are our program, with a home of its own and the image <c>test/base:1</c>; a registry with the users
/// <c>admin</c>, <c>USERNAME</c> and <c>AWS</c> stands for every registry that is named; ports of the host are free ones.
/// </summary>
internal sealed class DockerFolder : IAsyncDisposable
{
    private static readonly string[] Ports = ["9000", "5000"];
    private readonly SlipwayProgram _program;
    private readonly IReadOnlyList<(string Name, string Value)> _replaced;
    private readonly TestRegistry _registry;

    private DockerFolder(SlipwayProgram program, TestRegistry registry, IEnumerable<string> registries)
    {
        (_program, _registry) = (program, registry);
        _replaced = [.. registries.Select(name => (name, registry.Registry)), .. Ports.Select(static port => (port, BusyboxImage.FreePort())).SelectMany(static pair => new[] { ($" {pair.port}:", $" {pair.Item2}:"), ($"localhost:{pair.port}", $"127.0.0.1:{pair.Item2}") })];
        _program.Variables["REGISTRY_AUTH_FILE"] = _program.Folder["auth.json"];
        foreach (var name in (string[])["docker", "slipway"])
            File.CreateSymbolicLink(Path.Combine(_program.Folder.MakeFolder("bin"), name), InstalledProgram.Executable);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DockerFolder> OpenAsync(DockerPage page, DockerSection section)
    {
        var program = new SlipwayProgram();
        var lines = new StringBuilder();
        foreach (var (name, password) in (IReadOnlyList<(string, string)>)[("admin", "yourpassword"), ("USERNAME", "github-token"), ("AWS", "aws-token")])
            lines.Append((await new Native.Command(Needs.Tool("htpasswd"), ["-Bbn", name, password]).RunAsync(Cancellation)).OutputText.Trim()).Append('\n');
        var file = program.Folder.Write("users", lines.ToString());
        var folder = new DockerFolder(program, await TestRegistry.StartAsync(Cancellation, options => options with { HtpasswdFile = file }), page.Registries);
        try
        {
            await folder._program.MakeBaseAsync();
            foreach (var (path, content) in section.Files)
                folder._program.Folder.Write(path, folder.Replace(content));
            foreach (var given in section.Given)
                (await folder.TypeAsync(given)).ShouldSucceed();
            return folder;
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if ((await _program.RunAsync("ps", "-a", "-q")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } left)
            await _program.RunAsync(["rm", "-f", "-v", .. left]);
        _program.Dispose();
        await _registry.DisposeAsync();
    }

    /// <summary>Types a line: to the program itself where a shell has nothing to do with it, which saves its start, else to a shell.</summary>
    public Task<Answer> TypeAsync(string line)
    {
        line = Replace(line);
        return WordsOf(line) is { } words ? _program.RunAsync(words) : TypeToShellAsync(line);
    }

    private string Replace(string text) => _replaced.Aggregate(text, static (text, pair) => text.Replace(pair.Name, pair.Value, StringComparison.Ordinal));

    private async Task<Answer> TypeToShellAsync(string line)
    {
        var start = new ProcessStartInfo("bash", ["-o", "pipefail", "-c", line])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _program.Folder.Path,
        };
        start.Environment["SLIPWAY_HOME"] = _program.Home.Root;
        start.Environment["PATH"] = $"{_program.Folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath("../../..", Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        start.Environment["GITHUB_TOKEN"] = "github-token";
        foreach (var (name, value) in _program.Variables)
            start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var error = shell.StandardError.ReadToEndAsync(Cancellation);
        var output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
        await shell.WaitForExitAsync(Cancellation);
        return new(shell.ExitCode, Encoding.UTF8.GetBytes(output), await error);
    }

    // The words behind docker or slipway; null where the line is for a shell.
    private static string[]? WordsOf(string line)
    {
        if (line.IndexOfAny(['|', '>', '<', '$', '`', ';', '&', '#', '*', '~', '\\']) >= 0 || line.Split(' ')[0] is not ("docker" or "slipway"))
            return null;
        var words = new List<string>();
        StringBuilder? word = null;
        char quote = '\0';
        foreach (var letter in line)
        {
            if (quote == '\0' && letter is ' ' or '\n')
            {
                if (word is not null)
                    words.Add(word.ToString());
                word = null;
                continue;
            }
            word ??= new();
            if (letter is '"' or '\'' && (quote == '\0' || quote == letter))
                quote = quote == '\0' ? letter : '\0';
            else
                word.Append(letter);
        }
        return [.. words.Skip(1), .. word is null ? [] : (string[])[word.ToString()]];
    }
}
