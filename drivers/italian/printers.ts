/** See README.md. */
export const printers: readonly (readonly [en: string, it: string])[] = [
  ["The printer on {}", "La stampante su {}"],
  ["The printer at {}", "La stampante a {}"],
  ["the USB printer {}", "la stampante USB {}"],
  ["{} takes no more data.", "{} non accetta altri dati."],
  ["The printer's cover is open. Close it.", "Il coperchio della stampante è aperto. Chiuderlo."],
  ["The printer is out of paper. Put in a new roll.", "La carta è finita. Mettere un rotolo nuovo."],
  [
    "The printer reports a fault that it cannot clear. Switch it off and on; if it comes back, call for service.",
    "La stampante segnala un guasto che non sa risolvere. Spegnerla e riaccenderla; se ritorna, chiamare l'assistenza.",
  ],
  [
    "The printer has stopped (a jam, its cutter, a hot head). Open its cover, take out what is stuck, close it.",
    "La stampante si è fermata (carta inceppata, taglierina, testina calda). Aprire il coperchio, togliere ciò che blocca, richiudere.",
  ],
  [
    "The printer is offline. Look at its lights; switch it off and on.",
    "La stampante è fuori linea. Guardare le spie; spegnerla e riaccenderla.",
  ],
  ["This printer link has been closed.", "Questo collegamento alla stampante è chiuso."],
  ["{} has not finished. Look at it.", "{} non ha finito. Guardarla."],
  ["{} is gone ({}). Check its cable and power.", "{} non c'è più ({}). Controllare cavo e alimentazione."],
  ["{} is gone. Check its cable and power.", "{} non c'è più. Controllare cavo e alimentazione."],
  ["{} is gone. {}", "{} non c'è più. {}"],
  ["Check its cable and power.", "Controllare cavo e alimentazione."],
  [
    "{} The receipt stopped half-way: look before printing it again.",
    "{} La stampa si è fermata a metà: guardare prima di ristampare.",
  ],
  [
    '{} does not say how it is. Switch it off and on; if this model never answers, set "answers" to "no".',
    '{} non dice come sta. Spegnerla e riaccenderla; se questo modello non risponde mai, impostare "answers" a "no".',
  ],
  ["This spool has been closed.", "Questa coda di stampa è chiusa."],
  [
    "{} receipts wait for the printer already: no more are taken. Mend it, or drop them.",
    "{} stampe aspettano già la stampante: non se ne prendono altre. Ripararla, o scartarle.",
  ],
  ["A receipt of {} bytes is too long to be printed.", "Una stampa di {} byte è troppo lunga."],
  ["The printer's spool cannot be used: {}", "La coda della stampante non si può usare: {}"],
  [
    "No answer from a printer at {} within {} ms. Check that it is on and that the address is its own.",
    "Nessuna stampante risponde a {} entro {} ms. Controllare che sia accesa e che l'indirizzo sia il suo.",
  ],
  [
    "{} refuses the connection. Most printers serve one till at a time: wait for the other, or correct the port (usually 9100).",
    "{} rifiuta il collegamento. Quasi tutte le stampanti servono una cassa alla volta: aspettare l'altra, o correggere la porta (di solito 9100).",
  ],
  [
    "The network knows no host of the name in {}. Correct it, or give the IP address.",
    "Nessun computer ha il nome di {}. Correggerlo, o dare l'indirizzo IP.",
  ],
  [
    "There is no printer at {} ({}). Check that it is on, its network cable and the address.",
    "Non c'è una stampante a {} ({}). Controllare che sia accesa, il cavo di rete e l'indirizzo.",
  ],
  [
    "{} closed the connection. Check its power and network cable.",
    "{} ha chiuso il collegamento. Controllare alimentazione e cavo di rete.",
  ],
  [
    'There is no printer on {}. Plug it in and switch it on; without "usblp" in the kernel it has no node.',
    'Non c\'è una stampante su {}. Collegarla e accenderla; senza "usblp" nel kernel non compare.',
  ],
  [
    'Windows keeps USB printers to itself. Share the printer and say "windows-share", or switch it to a virtual COM port and say "serial".',
    'Windows tiene per sé le stampanti USB. Condividere la stampante e indicare "windows-share", o commutarla in porta COM virtuale e indicare "serial".',
  ],
  [
    "{} may not be opened by this user. On Linux add the user to the group lp.",
    "{} non può essere aperto da questo utente. Su Linux aggiungere l'utente al gruppo lp.",
  ],
  [
    "{} is held by another program. Close that program, or take the printer out of its settings (CUPS too).",
    "{} è occupato da un altro programma. Chiuderlo, o togliere la stampante dalle sue impostazioni (anche da CUPS).",
  ],
  ["{} cannot be opened: {}", "{} non si apre: {}"],
  [
    "No USB printer has the serial number {}. Plug it in, or correct the number.",
    "Nessuna stampante USB ha il numero di serie {}. Collegarla, o correggere il numero.",
  ],
  [
    "{} is not a printer. Give its device, usually /dev/usb/lp0.",
    "{} non è una stampante. Indicare il suo dispositivo, di solito /dev/usb/lp0.",
  ],
  [
    "Windows' queue says nothing about paper. Use the printer's virtual COM port if it has one.",
    "La coda di Windows non dice nulla della carta. Usare la porta COM virtuale della stampante, se l'ha.",
  ],
  [
    "{} does not take the receipt. It may still be printed.",
    "{} non accetta la stampa. Potrebbe uscire lo stesso.",
  ],
  [
    "There is no shared printer {}. Share it, or correct the name.",
    "Non c'è una stampante condivisa {}. Condividerla, o correggere il nome.",
  ],
  [
    "This user may not print on {}. Allow it in its security.",
    "Questo utente non può stampare su {}. Permetterlo nella sua protezione.",
  ],
  ["{} does not take receipts: {}", "{} non accetta stampe: {}"],
];
