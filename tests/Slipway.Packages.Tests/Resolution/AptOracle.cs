// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

/// <summary>The real apt with folders of its own and Debian's index in them: what it would install in a system where nothing is.</summary>
public sealed class AptOracle : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SemaphoreSlim _updating = new(1);
    private readonly GuardedHttp _http = new();
    private readonly HashSet<string> _updated = [];

    public AptOracle()
    {
        _folder.Write("apt/sources.list", string.Join('\n', AptSources.DefaultsFor(DebianSuite.Parse("bookworm"))
            .Select(static source => $"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {source.Uri} {source.Suite} main").Append("")));
        _folder.Write("status", "");
        Composer = new(new(_folder["home"]), _http) { AptFolder = _folder["apt"] };
    }

    internal PackageComposer Composer { get; }

    /// <summary>The packages that apt would install.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string architecture, IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        await UpdateAsync(architecture, cancellationToken);
        var result = await RunAsync(architecture, ["install", "--simulate", "--no-install-recommends", .. packages], cancellationToken);
        return [.. result.EnsureSuccess().OutputText.Split('\n').Where(static line => line.StartsWith("Inst ", StringComparison.Ordinal))
            .Select(static line => line.Split(' ') is var words ? $"{words[1].Split(':')[0]} {words[2].TrimStart('(')}" : "").Order(StringComparer.Ordinal)];
    }

    private async Task UpdateAsync(string architecture, CancellationToken cancellationToken)
    {
        Needs.Tool("apt-get");
        await Needs.DebianMirrorsAsync(cancellationToken);
        await _updating.WaitAsync(cancellationToken);
        try
        {
            if (_updated.Add(architecture))
                (await RunAsync(architecture, ["update"], cancellationToken)).EnsureSuccess();
        }
        finally
        {
            _updating.Release();
        }
    }

    private Task<CommandResult> RunAsync(string architecture, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["lists", "cache", "parts"])
            _folder.MakeFolder($"{architecture}/{name}/partial");
        string Folder(string name) => _folder[$"{architecture}/{name}"];
        string[] settings =
        [
            $"APT::Architecture={architecture}", $"APT::Architectures={architecture}", $"Dir::Etc::sourcelist={_folder["apt/sources.list"]}", $"Dir::Etc::sourceparts={Folder("parts")}",
            $"Dir::State::lists={Folder("lists")}", $"Dir::State::status={_folder["status"]}", $"Dir::State::extended_states={Folder("states")}", $"Dir::Cache={Folder("cache")}",
            "Dir::Etc::preferencesparts=/dev/null", "Dir::Etc::preferences=/dev/null", "APT::Sandbox::User=root", "Acquire::Languages=none", "Debug::NoLocking=1",
        ];
        return new Command("apt-get", [.. settings.SelectMany(static setting => (string[])["-o", setting]), .. arguments]).RunAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _updating.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
