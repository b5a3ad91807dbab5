// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers.Tests;

public sealed class PublishedPortTests
{
    [Theory]
    [InlineData("80", "127.0.0.1::80/tcp")]
    [InlineData("8080:80", "127.0.0.1:8080:80/tcp")]
    [InlineData("8080:80/tcp", "127.0.0.1:8080:80/tcp")]
    [InlineData("0.0.0.0:8080:80", "0.0.0.0:8080:80/tcp")]
    [InlineData("127.0.0.2::80", "127.0.0.2::80/tcp")]
    [InlineData("[::1]:8080:80", "[::1]:8080:80/tcp")]
    [InlineData("53:53/udp", "127.0.0.1:53:53/udp")]
    [InlineData("8000-8002:80-82", "127.0.0.1:8000:80/tcp 127.0.0.1:8001:81/tcp 127.0.0.1:8002:82/tcp")]
    [InlineData("80-81", "127.0.0.1::80/tcp 127.0.0.1::81/tcp")]
    public void A_port_is_read_as_Docker_writes_it(string text, string ports) => string.Join(' ', PublishedPort.Parse(text)).ShouldBe(ports);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1:80")]
    [InlineData("80:")]
    [InlineData("1:2:3:4")]
    [InlineData("80/icmp")]
    [InlineData("80/sctp")]
    [InlineData("1.2.3:8080:80")]
    [InlineData("localhost:8080:80")]
    [InlineData("[::1:8080:80")]
    [InlineData("8000-8003:80-82")]
    [InlineData("82-80")]
    [InlineData("8000-8002:80")]
    public void What_is_no_port_is_refused_with_the_text(string text) => Should.Throw<FormatException>(() => PublishedPort.Parse(text)).Message.ShouldContain($"'{(text.Contains("host") ? "localhost" : text.StartsWith("1.2.3:") ? "1.2.3" : text)}'");
}
