// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace Slipway.Containers;

/// <summary>Whom a container asks for names that has a way out.</summary>
internal static class HostResolver
{
    private const string OfHost = "/etc/resolv.conf", BehindStub = "/run/systemd/resolve/resolv.conf";
    private const int MaxServers = 3;

    /// <summary>What its resolv.conf is to say: what was asked for, and for the rest what the host's says; where the host asks a stub of its own (systemd-resolved), what the stub asks.</summary>
    /// <exception cref="ContainerException">It would ask nobody whom it reaches.</exception>
    internal static ResolverSettings For(ResolverSettings asked)
    {
        if (asked.Servers.FirstOrDefault(static server => !IsReachable(server)) is { } wrong)
            throw new ContainerException(
                ContainerRefusal.Invalid, $"A container with a way out does not reach the name server '{wrong}' (--dns): it has IPv4 alone, and 127.0.0.0/8 is its own. Name another, such as --dns 9.9.9.9.");
        var host = ((string[])[OfHost, BehindStub]).Where(File.Exists).Select(static path => Parse(File.ReadAllText(path))).ToList();
        var found = host.FirstOrDefault(static settings => settings.Servers.Count > 0) ?? ResolverSettings.None;
        if (asked.Servers.Count + found.Servers.Count == 0)
            throw new ContainerException(
                ContainerRefusal.Failed, $"A container with a way out finds no name server: '{OfHost}' of this machine names none but those on its own loopback interface, which no container reaches. Name one by --dns, such as --dns 9.9.9.9.");
        return new()
        {
            Servers = asked.Servers.Count > 0 ? asked.Servers : found.Servers,
            Searches = asked.Searches.Count > 0 ? asked.Searches : host.FirstOrDefault()?.Searches ?? [],
            Options = asked.Options.Count > 0 ? asked.Options : found.Options,
        };
    }

    /// <summary>What a resolv.conf says, of its servers those that a container reaches.</summary>
    internal static ResolverSettings Parse(string text)
    {
        var lines = text.Split('\n').Select(static line => line.Trim().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(static words => words.Length > 1).ToList();
        return new()
        {
            Servers = [.. Of("nameserver").Where(IsReachable).Take(MaxServers)],
            Searches = [.. Of("search")],
            Options = [.. Of("options")],
        };

        IEnumerable<string> Of(string word) => lines.Where(words => words[0] == word).SelectMany(static words => words[1..]);
    }

    private static bool IsReachable(string server) => IPAddress.TryParse(server, out var address) && address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address);
}
