package io.plumbline.report;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.JUnitSuite.JUnitCase;
import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes a suite as the JUnit XML that CI tools read. */
public final class JUnitXml {
  private static final char REPLACEMENT = '\uFFFD';

  private JUnitXml() {}

  /**
   * The suite as XML 1.0.
   *
   * @param suite the verdicts; characters that XML cannot hold become U+FFFD
   * @return a document to be written in UTF-8
   */
  public static String of(JUnitSuite suite) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      totals(xml, suite);
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuite");
      totals(xml, suite);
      xml.writeCharacters("\n");
      for (JUnitCase test : suite.cases()) {
        write(xml, test);
      }
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text can always be written to", e);
    }
    return text + "\n";
  }

  private static void totals(XMLStreamWriter xml, JUnitSuite suite) throws XMLStreamException {
    attribute(xml, "name", suite.name());
    attribute(xml, "tests", Integer.toString(suite.cases().size()));
    attribute(xml, "failures", count(suite, Verdict.FAIL));
    attribute(xml, "errors", "0");
    attribute(xml, "skipped", count(suite, Verdict.INCONCLUSIVE));
    attribute(xml, "time", seconds(suite.cases().stream().mapToDouble(JUnitCase::seconds).sum()));
  }

  private static void write(XMLStreamWriter xml, JUnitCase test) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute(xml, "classname", test.className());
    attribute(xml, "name", test.name());
    attribute(xml, "time", seconds(test.seconds()));
    switch (test.verdict()) {
      case FAIL -> {
        xml.writeStartElement("failure");
        attribute(xml, "message", test.message());
        attribute(xml, "type", "FAIL");
        xml.writeCharacters(legal(test.details()));
        xml.writeEndElement();
      }
      case INCONCLUSIVE -> {
        xml.writeStartElement("skipped");
        attribute(xml, "message", test.message());
        xml.writeEndElement();
        output(xml, test.details());
      }
      case PASS -> output(xml, test.details());
    }
    xml.writeEndElement();
    xml.writeCharacters("\n");
  }

  private static void output(XMLStreamWriter xml, String details) throws XMLStreamException {
    if (!details.isEmpty()) {
      xml.writeStartElement("system-out");
      xml.writeCharacters(legal(details));
      xml.writeEndElement();
    }
  }

  /** A line break in an attribute would be read as a space anyway. */
  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, legal(value).replaceAll("[\\t\\n\\r]", " "));
  }

  private static String count(JUnitSuite suite, Verdict verdict) {
    return Long.toString(suite.cases().stream().filter(c -> c.verdict() == verdict).count());
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  /** The characters of XML 1.0, section 2.2, a lone surrogate or control character replaced. */
  private static String legal(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c -> {
              boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
              boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
              return control || surrogate || c == 0xFFFE || c == 0xFFFF ? REPLACEMENT : c;
            })
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
