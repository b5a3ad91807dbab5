// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.Containers;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The program as people run it: a process of its own, in a home of its own. Containers that it left are removed at the end; servers and agents are stopped.</summary>
internal sealed class InstalledProgram : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Process> _servers = [];

    /// <summary>The program's file: what <c>SLIPWAY_TESTS_PROGRAM</c> names, such as the published one, or the one that was built with the tests.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("SLIPWAY_TESTS_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "slipway");

    public TempFolder Folder => _folder;

    public string Home => _folder["home"];

    /// <summary>Variables beside those of the test's own process.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What the program's environment has beside that of the test's own process: its home, and <see cref="Variables"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>
            {
                ["SLIPWAY_HOME"] = Home,
                ["REGISTRY_AUTH_FILE"] = _folder["auth.json"],
                ["DOTNET_ROOT"] = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location))))!,
            };
            foreach (var (name, value) in Variables)
                settings[name] = value;
            return settings;
        }
    }

    /// <summary>A command that runs the program, named behind it, in its own way; empty for none.</summary>
    public IReadOnlyList<string> Wrapper { get; set; } = [];

    /// <summary>Makes the image <c>app:1</c> of busybox, for containers by hand.</summary>
    /// <param name="config">How to run it; a web server on 8080 as user 1000 where null.</param>
    public async Task MakeAppAsync(ContainerConfig? config = null)
    {
        Needs.Root();
        Needs.Tool("runc");
        await BusyboxImage.CreateAsync(OciLayout.Open(new SlipwayHome(Home).Store), "app:1", config, "hello", TestContext.Current.CancellationToken);
    }

    /// <summary>Removes all containers by hand, with their volumes.</summary>
    public async Task RemoveContainersAsync()
    {
        // Once may not do, where a command about them was killed in its middle.
        const int enough = 5;
        for (var tries = 0; tries < enough && new ContainerCatalog(new(Home)).List() is { Count: > 0 } left; tries++)
            await RunAsync(["rm", "-f", "-v", .. left.Select(static container => container.Id)]);
    }

    public Task<Answer> RunAsync(params string[] words) => RunWithInputAsync("", words);

    public async Task<Answer> RunWithInputAsync(string input, params string[] words)
    {
        using var process = Start(words);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var error = await process.StandardError.ReadToEndAsync();
        await reading;
        await process.WaitForExitAsync();
        return new(process.ExitCode, output.ToArray(), error);
    }

    /// <summary>Runs a command with a file as its input.</summary>
    public async Task<Answer> RunThroughAsync(string file, params string[] words)
    {
        using var process = Start(words);
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await using var input = File.OpenRead(file);
            await input.CopyToAsync(process.StandardInput.BaseStream);
        }
        catch (IOException)
        {
            // It has refused already.
        }
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return new(process.ExitCode, output.ToArray(), await error);
    }

    /// <summary>Starts a command and kills it after a while, unless it ends before.</summary>
    public async Task KillAfterAsync(TimeSpan time, params string[] words)
    {
        using var process = Start(words);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(Task.Delay(time), process.WaitForExitAsync());
        process.Kill();
        // Its steps have its streams, and may outlive it: its own end is enough.
        while (!process.WaitForExit(20))
            await Task.Yield();
    }

    /// <summary>Starts a command as the leader of a group of processes, and kills the whole group a while after a moment has come; returns what it had written to its error stream.</summary>
    public async Task<string> KillGroupAfterAsync(Func<bool> hasCome, TimeSpan time, params string[] words)
    {
        var wrapper = Wrapper;
        Wrapper = ["setsid", .. wrapper];
        using var process = Start(words);
        Wrapper = wrapper;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        while (!hasCome() && !process.HasExited)
            await Task.Delay(TimeSpan.FromMilliseconds(3));
        await Task.WhenAny(Task.Delay(time), process.WaitForExitAsync());
        using (var kill = Process.Start(new ProcessStartInfo("kill", ["-KILL", "--", $"-{process.Id}"]) { RedirectStandardError = true })!)
            await kill.WaitForExitAsync();
        await output;
        return await error;
    }

    /// <summary>Starts a command that stays, and waits for a line of its answer that holds <paramref name="sign"/>; returns the lines up to it.</summary>
    public async Task<(Process Process, IReadOnlyList<string> Lines)> StartAsync(string sign, params string[] words)
    {
        var process = Start(words);
        _servers.Add(process);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains(sign, StringComparison.Ordinal))
                return (process, lines);
        }
        throw new InvalidOperationException($"'slipway {string.Join(' ', words)}' ended: {errors}");
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveContainersAsync();
        await RunAsync("down");
        foreach (var server in _servers)
        {
            if (!server.HasExited)
                server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }
        await Modules.AgentLauncher.StopAsync(new(Home), CancellationToken.None);
        _folder.Dispose();
    }

    /// <summary>Starts a command; its streams are the caller's.</summary>
    public Process Start(params string[] words)
    {
        string[] command = [.. Wrapper, Executable, .. words];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        foreach (var (name, value) in Settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
