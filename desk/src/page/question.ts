// A question that the page asks itself: where the browser shows no dialogs, as in a sandbox, `confirm` answers no at once.

/** Ask whether to go on, in words of which `yes` is the button; no where the question is put away. */
export function isSure(question: string, yes: string): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.id = "pertanyaan";
  const words = document.createElement("p");
  words.id = "isi-pertanyaan";
  words.textContent = question;
  dialog.setAttribute("aria-labelledby", words.id);
  const button = (label: string, look: string, answer: string): HTMLButtonElement => {
    const made = document.createElement("button");
    [made.type, made.className, made.textContent] = ["button", look, label];
    made.onclick = () => { dialog.close(answer); };
    return made;
  };
  const no = button("Batal", "pokok", "");
  dialog.append(words, no, button(yes, "lain", "ya"));
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
  return new Promise((answered) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answered(dialog.returnValue === "ya");
    });
  });
}
