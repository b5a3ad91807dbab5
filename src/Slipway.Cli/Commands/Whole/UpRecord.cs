// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Whole;

/// <summary>What <c>up</c> did, for <c>down</c> to take back: <c>run/up.json</c>.</summary>
internal sealed record UpRecord
{
    /// <summary>The modules that were installed, by the fleet file they came from, in the order of their installation.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Modules { get; init; }

    /// <summary>The server that <c>up</c> started; null where one ran already.</summary>
    public ProcessIdentity? StartedServer { get; init; }

    /// <summary>The record of a home; an empty one where there is none.</summary>
    public static UpRecord Read(SlipwayHome home) => File.Exists(PathOf(home))
        ? JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(home)), CliJson.Default.UpRecord) ?? Empty
        : Empty;

    /// <summary>Writes the record; takes it away where nothing is left to take back.</summary>
    public void Write(SlipwayHome home)
    {
        if (Modules.Count == 0 && StartedServer is null)
            File.Delete(PathOf(home));
        else
            AtomicFile.Write(PathOf(home), JsonSerializer.SerializeToUtf8Bytes(this, CliJson.Default.UpRecord));
    }

    /// <summary>The record with the modules of one fleet.</summary>
    public UpRecord With(string fleetFile, IReadOnlyList<string> modules) =>
        this with { Modules = Modules.Where(entry => entry.Key != fleetFile).Append(new(fleetFile, modules)).Where(static entry => entry.Value.Count > 0).ToDictionary() };

    private static UpRecord Empty => new() { Modules = new Dictionary<string, IReadOnlyList<string>>() };

    private static string PathOf(SlipwayHome home) => Path.Combine(home.Run, "up.json");
}
