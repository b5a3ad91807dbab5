// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;

namespace Slipway.Cli.Commands.Serving;

/// <summary>Addresses to listen on.</summary>
internal static class ListenWords
{
    /// <summary>An option for an address, <c>IP:PORT</c>; port 0 takes any that is free.</summary>
    public static Option<IPEndPoint> Option(string name, string description, int port) => new(name)
    {
        Description = $"{description} [default: 127.0.0.1:{port}]",
        HelpName = "IP:PORT",
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, port),
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var address))
                return address;
            result.AddError($"'{text}' is not an address to listen on; expected IP:PORT, such as 127.0.0.1:5000 or [::1]:0.");
            return null!;
        },
    };
}
