// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>An ordinary user of this machine, made for a test and removed after it, who runs the program as a process.</summary>
internal sealed class TestUser : IAsyncDisposable
{
    private readonly string _name = $"slipway-{Guid.NewGuid().ToString("N")[..8]}";

    private TestUser()
    {
    }

    public string Home => $"/home/{_name}";

    /// <summary>Where the program keeps its things.</summary>
    public string SlipwayHome => $"{Home}/.local/share/slipway";

    /// <summary>The whole environment beside HOME and DOTNET_ROOT.</summary>
    public Dictionary<string, string> Variables { get; } = new() { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };

    public string Name => _name;

    private static string DotnetRoot { get; } =
        Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location))))!;

    private static string Program { get; } = InstalledProgram.Executable;

    /// <summary>Makes a user who may map ids of his own, on a machine that allows it.</summary>
    public static async Task<TestUser> CreateAsync()
    {
        var user = await CreateWithoutRangeAsync();
        Needs.Tool("runc");
        Needs.Tool("newuidmap");
        var first = 1_000_000_000 + (Random.Shared.Next(10_000) * 65_536);
        await RunAsRootAsync("usermod", "--add-subuids", $"{first}-{first + 65_535}", "--add-subgids", $"{first}-{first + 65_535}", user._name);
        var attempt = await user.ExecuteAsync("unshare", "--user", "--map-root-user", "--map-auto", "--mount", "true");
        if (attempt.ExitCode == 0)
            return user;
        await user.DisposeAsync();
        Needs.Lack($"it needs user namespaces for ordinary users ({attempt.Error.Trim()})");
        throw new UnreachableException();
    }

    /// <summary>Makes a user who has no ids but his own.</summary>
    public static async Task<TestUser> CreateWithoutRangeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["useradd", "usermod", "userdel", "setpriv", "unshare"])
            Needs.Tool(tool);
        var user = new TestUser();
        // A system user gets no range by itself.
        await RunAsRootAsync("useradd", "--system", "--create-home", "--home-dir", user.Home, "--shell", "/bin/sh", user._name);
        if ((await user.ExecuteAsync("test", "-x", Program)).ExitCode == 0 && (await user.ExecuteAsync("test", "-x", Path.Combine(DotnetRoot, "dotnet"))).ExitCode == 0)
            return user;
        await user.DisposeAsync();
        Needs.Lack("it needs the program and the .NET runtime in folders that every user can read");
        throw new UnreachableException();
    }

    public Task<Answer> RunAsync(params string[] words) => ExecuteAsync([Program, .. words]);

    public Task<Answer> RunAsync(Stream input, params string[] words) => ExecuteAsync(input, [Program, .. words]);

    public Task<Answer> ExecuteAsync(params string[] command) => ExecuteAsync(Stream.Null, command);

    public async Task<Answer> ExecuteAsync(Stream input, string[] command)
    {
        using var process = Start(command);
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await input.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        await Task.WhenAll(reading, errors);
        await process.WaitForExitAsync();
        return new(process.ExitCode, output.ToArray(), await errors);
    }

    /// <summary>Starts the program; its process is the one that goes on in the namespace.</summary>
    public Process StartProgram(params string[] words) => Start([Program, .. words]);

    /// <summary>A program that runs words as this user.</summary>
    public string[] As(IEnumerable<string> command) =>
    [
        "setpriv", "--reuid", _name, "--regid", _name, "--init-groups", "env", "-i", "--chdir", Home, $"HOME={Home}", $"DOTNET_ROOT={DotnetRoot}",
        .. Variables.Select(static pair => $"{pair.Key}={pair.Value}"), .. command,
    ];

    /// <summary>A folder that this user can read, with files of the given names and texts.</summary>
    public string WriteContext(params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateDirectory($"{Home}/context-{Guid.NewGuid():N}").FullName;
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        return folder;
    }

    /// <summary>How many processes run whose command line holds a text.</summary>
    public static int CountProcesses(string text) => Directory.GetDirectories("/proc")
        .Where(static path => int.TryParse(Path.GetFileName(path), out _))
        .Count(path => ReadCommandLine(path).Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await RunAsRootAsync("userdel", "--remove", "--force", _name);
        if (Directory.Exists(Home))
            LinuxFile.RemoveTree(Home);
    }

    private Process Start(string[] command)
    {
        var call = As(command);
        return Process.Start(new ProcessStartInfo(call[0], call[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        })!;
    }

    private static string ReadCommandLine(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task RunAsRootAsync(string program, params string[] arguments)
    {
        var result = await new Command(program, arguments).RunAsync(CancellationToken.None);
        if (result.ExitCode != 0 && program != "userdel")
            result.EnsureSuccess();
    }
}
